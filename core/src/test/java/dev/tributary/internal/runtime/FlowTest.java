package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Backoff;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineBuilder;
import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.scripted.Act;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Gate;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How records flow from source to sink, and what can be seen of it. */
@Timeout(60)
class FlowTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Stream stream = new Stream("s").commit("a b a").truncate("t").commit("b");
    private final ScriptedSource source = new ScriptedSource(stream);
    private final ScriptedStore store = new ScriptedStore();
    private final ScriptedSink<Element> sink = new ScriptedSink<>();

    private PipelineBuilder named() {
        return Pipeline.named("flow").checkpoints(store).saveEvery(Duration.ofMillis(1));
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Threads.assertNoneLeft("flow");
    }

    @Test
    void deliversEverythingInOrderAndSavesTheEnd() throws InterruptedException {
        RunningPipeline running = named().from(source).to(sink).build().start();
        running.await();

        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(running.status().positions()).isEqualTo(java.util.Map.of("s", "behind " + stream.size()));
        assertThat(running.status().metrics().recordsWritten()).isEqualTo(4);
        assertThat(running.status().metrics().queuedBytes()).isZero();
        assertThat(running.status().metrics().lag()).isZero();
        assertThat(sink.vault().elements()).hasSize(5).containsSubsequence(stream.elements());
        assertThat(store.positions()).containsEntry("s", "place 1 " + stream.size());
        assertThat(sink.script().count(Call.BEGAN)).isEqualTo(2);
        assertThat(sink.script().count(Call.COMMITTED)).isEqualTo(2);
    }

    @Test
    void beginsAtTheSavedPosition() throws InterruptedException {
        Pipeline pipeline = named().from(source).to(sink).build();
        pipeline.start().await();
        stream.commit("c");
        pipeline.start().await();

        assertThat(sink.vault().elements()).hasSize(6).endsWith(new Element("c", 1));
    }

    @Test
    void cannotBeStartedTwiceAtOnce() throws InterruptedException {
        Pipeline pipeline = named().from(source.endless()).to(sink).build();
        try (RunningPipeline running = pipeline.start()) {
            assertThatThrownBy(pipeline::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Pipeline 'flow' is running already");
            assertThat(running.stop(LONG)).isTrue();
        }
        pipeline.start().close();
    }

    @Test
    void catchesUpWithWhatWasWrittenBeforeTheCall() throws InterruptedException {
        try (RunningPipeline running =
                named().from(source.endless()).to(sink).build().start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(sink.vault().distinct()).containsAll(stream.elements());
            stream.commit("c");
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(sink.vault().distinct()).contains(new Element("c", 1));
        }
    }

    @Test
    void isNotCaughtUpWhileNothingIsStored() throws InterruptedException {
        sink.storingNever();
        RunningPipeline running =
                named().from(source.endless()).to(sink).build().start();
        assertThat(running.awaitCaughtUp(Duration.ofMillis(100))).isFalse();
        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(running.awaitCaughtUp(LONG)).as("after the end").isFalse();
    }

    @Test
    void throwsThePipelinesFailureWhenItWaitsToCatchUp() {
        sink.script().before(Call.WRITE, 1, Act.fail(() -> new SinkException("no such table")));
        RunningPipeline running =
                named().from(source.endless()).to(sink).build().start();
        assertThatThrownBy(() -> running.awaitCaughtUp(LONG))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("no such table");
    }

    @Test
    void catchesUpOverAStartAnew() throws InterruptedException {
        Backoff atOnce = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));
        sink.script().before(Call.WRITE, 3, Act.fail(() -> new RetriableException("away")));
        source.script().before(Call.END, 1, Act.fail(() -> new RetriableException("away")));
        try (RunningPipeline running = named().onSinkError(ErrorPolicy.retry(3, atOnce))
                .from(source.endless())
                .to(sink)
                .build()
                .start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(sink.vault().distinct()).containsAll(stream.elements());
            assertThat(running.status().metrics().restarts()).isEqualTo(1);
        }
    }

    @Test
    void readsNothingWhilePaused() throws InterruptedException {
        Recorder recorder = new Recorder();
        CountDownLatch idle = new CountDownLatch(2);
        source.script().beforeEach(Call.IDLE, idle::countDown);
        try (RunningPipeline running = named().listener(recorder)
                .from(source.endless())
                .to(sink)
                .build()
                .start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            running.pause();
            running.pause();
            idle.await();
            int polls = source.script().count(Call.POLL);
            stream.commit("c");
            assertThat(running.awaitCaughtUp(Duration.ofMillis(100))).isFalse();
            assertThat(source.script().count(Call.POLL)).isEqualTo(polls);
            assertThat(running.status().state()).isEqualTo(PipelineState.PAUSED);
            running.resume();
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(running.status().state()).isEqualTo(PipelineState.RUNNING);
        }
        assertThat(recorder.events())
                .filteredOn(event -> event.startsWith("state"))
                .containsExactly(
                        "state STARTING to RUNNING",
                        "state RUNNING to PAUSED",
                        "state PAUSED to RUNNING",
                        "state RUNNING to STOPPING",
                        "state STOPPING to STOPPED");
    }

    @Test
    void holdsNoMoreThanItsQueueAndOneBatch() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            stream.commit("k");
        }
        Gate write = new Gate();
        CountDownLatch idle = new CountDownLatch(2);
        source.script().beforeEach(Call.IDLE, idle::countDown);
        sink.script().before(Call.WRITE, 1, write);
        RunningPipeline running = named().queueBytes(10_000)
                .from(source.bytesPerRecord(1000))
                .to(sink)
                .build()
                .start();
        write.awaitReached();
        idle.await();
        long largestBatch = 3 * 1000 + 100 * 10;
        assertThat(running.status().metrics().queuedBytes())
                .isGreaterThanOrEqualTo(10_000)
                .isLessThan(10_000 + largestBatch);
        write.open();
        running.await();
        assertThat(sink.vault().distinct()).containsAll(stream.elements());
    }

    @Test
    void holdsNoMoreThanItsQueueOfPositionsWithoutRecords() throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            stream.truncate("t");
        }
        Gate write = new Gate();
        CountDownLatch idle = new CountDownLatch(1);
        source.script().beforeEach(Call.IDLE, idle::countDown);
        sink.script().before(Call.WRITE, 1, write);
        RunningPipeline running = named().queueBytes(10_000)
                .from(source.itemsPerPoll(1).bytesPerRecord(0))
                .to(sink)
                .build()
                .start();
        write.awaitReached();
        idle.await();
        assertThat(running.status().metrics().queuedBytes()).isLessThan(20_000);
        write.open();
        running.await();
    }

    @Test
    void readsAndWritesOnWhileASinkAcknowledgesNothing() throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            stream.commit("k");
        }
        Gate all = new Gate();
        all.open();
        sink.storingNever().script().after(Call.WRITE, stream.elements().size(), all);
        RunningPipeline running =
                named().from(source.endless()).to(sink).build().start();
        all.awaitReached();
        assertThat(store.positions()).containsEntry("s", new Place.Behind(0).encode());
        assertThat(running.stop(Duration.ZERO)).isFalse();
    }

    @Test
    void savesWhenABranchAheadWaitsForAnother() throws InterruptedException {
        ScriptedSink<Element> slow = new ScriptedSink<Element>().storingLate(2);
        RunningPipeline running = named().saveEveryRecords(1)
                .from(source)
                .fanOut(first -> first.to(sink), second -> second.to(slow))
                .build()
                .start();
        running.await();
        assertThat(slow.vault().elements()).isEqualTo(sink.vault().elements());
        assertThat(store.positions()).containsEntry("s", new Place.Behind(stream.size()).encode());
    }

    @Test
    void tellsOfTableChangesInOrderWithTheRecords() throws InterruptedException {
        List<Object> seen = new ArrayList<>();
        Recorder recorder = new Recorder();
        RunningPipeline running = named().listener(recorder)
                .from(source)
                .onTableChange(change ->
                        seen.add(((TableChange.Truncated) change).table().name()))
                .filter(element -> false)
                .onTableChange(change -> seen.add("again"))
                .peek(seen::add)
                .forEach(seen::add)
                .build()
                .start();
        running.await();
        assertThat(seen).containsExactlyInAnyOrder("t", "again");
        assertThat(recorder.events()).contains("tableChanged TRUNCATE t");
        assertThat(recorder.events()).contains("saved {s=behind " + stream.size() + "}");
    }

    @Test
    void runsItsStepsInOrder() throws InterruptedException {
        List<Object> seen = new ArrayList<>();
        named().from(source)
                .filter(element -> element.key().equals("a"))
                .flatMap(element -> List.of(element.number(), -element.number()))
                .map(number -> "n" + number)
                .forEach(seen::add)
                .build()
                .start()
                .await();
        assertThat(seen).containsExactly("n1", "n-1", "n2", "n-2");
    }
}
