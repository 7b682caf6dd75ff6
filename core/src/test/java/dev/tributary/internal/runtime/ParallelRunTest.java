package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.RunningPipeline;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.Stream;
import dev.tributary.spi.Member;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelRunTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final SharedSource source = new SharedSource();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final Recorder recorder = new Recorder();

    private void handle(String element) {
        handled.add(element);
    }

    @Test
    void readsAllSplitsWithAThreadForEach() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Map<String, String> threads = new ConcurrentHashMap<>();
        source.put(1, "a");
        source.put(2, "b");
        Pipeline pipeline = Pipeline.named("p")
                .parallelism(2)
                .from(source)
                .peek(element -> {
                    await(both); // neither gets further alone
                    threads.put(element, Thread.currentThread().getName());
                })
                .forEach(this::handle)
                .build();

        try (RunningPipeline running = pipeline.start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();

            assertThat(handled).containsExactlyInAnyOrder("a", "b");
            assertThat(threads).isEqualTo(Map.of("a", "p-1-pipeline", "b", "p-2-pipeline"));
            assertThat(source.members).containsExactlyInAnyOrder(new Member(1, 2), new Member(2, 2));
            assertThat(running.status().positions()).isEqualTo(Map.of("s1", "behind 1", "s2", "behind 1"));
            assertThat(running.status().metrics().recordsRead()).isEqualTo(2);
            assertThat(running.status().state()).isEqualTo(PipelineState.RUNNING);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception late) {
            throw new IllegalStateException(late);
        }
    }

    @Test
    void anOrderlyEndStoresWhatAllHaveRead() throws Exception {
        Pipeline pipeline = Pipeline.named("p")
                .parallelism(3)
                .listener(recorder)
                .from(source)
                .forEach(this::handle)
                .build();
        RunningPipeline running = pipeline.start();
        assertThatThrownBy(pipeline::start).isInstanceOf(IllegalStateException.class);
        for (int i = 0; i < 300; i++) {
            source.put(1 + i % 3, "e" + i);
        }
        assertThat(running.awaitCaughtUp(LONG)).isTrue();

        assertThat(running.stop(LONG)).isTrue();

        running.await();
        assertThat(handled).hasSize(300);
        assertThat(source.acknowledged)
                .isEqualTo(Map.of(
                        new Split("s1"),
                        new Place.Behind(100),
                        new Split("s2"),
                        new Place.Behind(100),
                        new Split("s3"),
                        new Place.Behind(100)));
        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(states())
                .containsExactly("state STARTING to RUNNING", "state RUNNING to STOPPING", "state STOPPING to STOPPED");
        pipeline.start().close();
    }

    private List<String> states() {
        return recorder.events().stream()
                .filter(event -> event.startsWith("state") || event.startsWith("failed"))
                .toList();
    }

    @Test
    void whatFailsInOneEndsAll() throws Exception {
        CountDownLatch othersAtWork = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("p")
                .parallelism(3)
                .listener(recorder)
                .from(source)
                .peek(element -> {
                    if (element.equals("bad")) {
                        throw new IllegalStateException("no good");
                    }
                    othersAtWork.countDown();
                })
                .forEach(this::handle)
                .build();

        try (RunningPipeline running = pipeline.start()) {
            source.put(1, "good");
            source.put(3, "good");
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(othersAtWork.await(20, TimeUnit.SECONDS)).isTrue();
            source.put(2, "bad");

            assertThatThrownBy(running::await)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("Pipeline 'p'")
                    .hasRootCauseMessage("no good");
            assertThatThrownBy(() -> running.awaitCaughtUp(LONG)).hasRootCauseMessage("no good");
            assertThat(running.status().state()).isEqualTo(PipelineState.FAILED);
            assertThat(running.status().lastError()).isPresent();
        }
        assertThat(handled).containsExactly("good", "good");
        assertThat(source.acknowledged).containsEntry(new Split("s1"), new Place.Behind(1));
        assertThat(states().get(0)).isEqualTo("state STARTING to RUNNING");
        assertThat(states()).filteredOn(event -> event.startsWith("failed")).hasSize(1);
        assertThat(states()).endsWith("state STOPPING to FAILED");
    }

    @Test
    void pausesAllAndLetsAllGoOn() throws Exception {
        Pipeline pipeline = Pipeline.named("p")
                .parallelism(2)
                .listener(recorder)
                .from(source)
                .forEach(this::handle)
                .build();
        try (RunningPipeline running = pipeline.start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();

            running.pause();
            assertThat(running.status().state()).isEqualTo(PipelineState.PAUSED);
            running.resume();

            source.put(1, "a");
            source.put(2, "b");
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(handled).containsExactlyInAnyOrder("a", "b");
        }
        assertThat(states()).contains("state RUNNING to PAUSED", "state PAUSED to RUNNING");
    }

    @Test
    void aFunctionMayStopThePipelineAndMustNotWaitForIt() throws Exception {
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        RunningPipeline[] running = new RunningPipeline[1];
        CountDownLatch started = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("p")
                .parallelism(2)
                .from(source)
                .forEach(element -> {
                    try {
                        started.await();
                        running[0].await();
                    } catch (Exception refusal) {
                        refused.add(refusal);
                    }
                    assertThat(running[0].stop(LONG)).isFalse();
                })
                .build();
        running[0] = pipeline.start();
        started.countDown();
        source.put(2, "a");

        running[0].await();

        assertThat(refused).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isRefusedWhereSplitsCannotBeSharedOrPositionsWouldBeTwoPlaces() {
        ScriptedSource alone = new ScriptedSource(new Stream("s"));
        Pipeline.Ending ofOneStream = Pipeline.named("p")
                .parallelism(2)
                .checkpoints(CheckpointStore.inMemory())
                .from(alone)
                .forEach(element -> {});

        assertThatThrownBy(ofOneStream::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Pipeline 'p' cannot work: parallelism(2) needs a source that shares its splits among readers, as a"
                                + " Kafka consumer group does, which scripted source is not; parallelism(2) and checkpoints(...) do"
                                + " not go together, since splits move between its runs: leave out checkpoints(...), and let the"
                                + " source keep the positions");
        assertThatThrownBy(() -> Pipeline.named("p").parallelism(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The parallelism must be from 1 to 1000, but is 0");
    }
}
