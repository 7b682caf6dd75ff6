package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointException;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.scripted.Act;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Gate;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.ScriptedReader;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Splits that are assigned, given up, lost and come back. */
@Timeout(60)
class SplitTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Stream one = new Stream("one").commit("a b").commit("a");
    private final Stream two = new Stream("two").commit("x").commit("y x");
    private final ScriptedSource source = new ScriptedSource(one, two).endless().keepingPositions();
    private final ScriptedSink<Element> sink = new ScriptedSink<>();

    private RunningPipeline start() {
        return Pipeline.named("splits")
                .saveEvery(Duration.ofMillis(1))
                .from(source)
                .to(sink)
                .build()
                .start();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Threads.assertNoneLeft("splits");
    }

    private <R> R onReader(Request<R> request) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        ScriptedReader reader = source.reader();
        reader.atNextPoll(context -> answer.complete(request.ask(reader)));
        return answer.join();
    }

    private interface Request<R> {
        R ask(ScriptedReader reader) throws InterruptedException;
    }

    @Test
    void beginsEachSplitAtItsSavedPosition() throws InterruptedException {
        ScriptedStore store = new ScriptedStore();
        Pipeline pipeline = Pipeline.named("splits")
                .checkpoints(store)
                .from(new ScriptedSource(one, two))
                .to(sink)
                .build();
        pipeline.start().await();
        assertThat(store.positions())
                .isEqualTo(Map.of(
                        "one", new Place.Behind(one.size()).encode(), "two", new Place.Behind(two.size()).encode()));
        two.commit("z");
        pipeline.start().await();

        assertThat(sink.vault().elements()).hasSize(7).endsWith(new Element("z", 1));
    }

    @Test
    void storesWhatWasDeliveredBeforeASplitIsGivenUp() throws InterruptedException {
        sink.storingOnFlush();
        Gate written = new Gate();
        written.open();
        sink.script().after(Call.WRITE, 6, written);
        try (RunningPipeline running = start()) {
            written.awaitReached();
            Map<Split, Position> stored = onReader(reader -> reader.revoke(Set.of(two.split()), LONG));

            assertThat(stored).isEqualTo(Map.of(two.split(), new Place.Behind(two.size())));
            assertThat(sink.vault().distinct()).containsAll(two.elements());
            assertThat(running.status().positions()).doesNotContainKey("two");
        }
    }

    @Test
    void beginsAnewWhenASplitCannotBeStoredBeforeTheDeadlineOfGivingUp() throws InterruptedException {
        sink.storingNever();
        RunningPipeline running = start();
        awaitReader(running);
        ScriptedSink<Element>.Writer held = sink.writer();

        losing(reader -> reader.revoke(Set.of(two.split()), Duration.ofMillis(10)));

        awaitRestart(running);
        assertThat(held.isAborted()).isTrue();
        running.stop(Duration.ZERO);
    }

    @Test
    void beginsAnewWhenAStepDoesNotReturnBeforeTheDeadlineOfGivingUp() throws InterruptedException {
        Gate write = new Gate();
        sink.script().before(Call.WRITE, 1, write);
        RunningPipeline running = start();
        write.awaitReached();

        losing(reader -> reader.revoke(Set.of(two.split()), Duration.ofMillis(10)));

        write.open();
        awaitRestart(running);
        assertThat(running.awaitCaughtUp(LONG)).isTrue();
        running.close();
    }

    /** Does what makes the attempt break off, which the reader sees as an exception. */
    private void losing(Request<Object> request) throws InterruptedException {
        ScriptedReader reader = source.reader();
        CountDownLatch thrown = new CountDownLatch(1);
        reader.atNextPoll(context -> {
            try {
                request.ask(reader);
            } finally {
                thrown.countDown();
            }
        });
        thrown.await();
    }

    private static void awaitRestart(RunningPipeline running) {
        while (running.status().metrics().restarts() == 0) {
            assertThat(running.status().state().isTerminal()).isFalse();
            Thread.onSpinWait();
        }
    }

    @Test
    void passesOverWhatIsQueuedOfASplitThatIsGivenUp() throws InterruptedException {
        Gate write = new Gate();
        sink.script().before(Call.WRITE, 1, write); // of the first batch, while others are queued
        try (RunningPipeline running = start()) {
            write.awaitReached();
            awaitReader(running);
            CompletableFuture<Map<Split, Position>> revoked =
                    CompletableFuture.supplyAsync(() -> onReader(reader -> reader.revoke(Set.of(two.split()), LONG)));
            awaitRevoking();
            write.open();

            assertThat(revoked.join()).isEqualTo(Map.of());
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(sink.vault().distinct()).containsAll(one.elements()).doesNotContainAnyElementsOf(two.elements());
        }
    }

    /** Waits until the reader waits for what it gives up to be stored. */
    private void awaitRevoking() {
        while (source.reader().reads(two.split())) {
            Thread.onSpinWait();
        }
        Thread reader = Threads.of("splits").stream()
                .filter(thread -> thread.getName().equals("splits-reader"))
                .findFirst()
                .orElseThrow();
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    private void awaitReader(RunningPipeline running) throws InterruptedException {
        assertThat(running.status()).isNotNull();
        while (source.script().count(Call.POLL) < 4) {
            Thread.onSpinWait();
        }
    }

    @Test
    void storesAndAcknowledgesNothingOfASplitThatWasLostAndBeginsAnew() throws InterruptedException {
        Gate written = new Gate();
        written.open();
        sink.storingOnFlush().script().after(Call.WRITE, 6, written);
        try (RunningPipeline running = start()) {
            written.awaitReached();
            awaitReader(running);
            ScriptedReader first = source.reader();

            losing(reader -> {
                reader.lose(Set.of(two.split()));
                return reader;
            });
            awaitRestart(running);
            assertThat(sink.vault().elements())
                    .as("what the sink held is dropped")
                    .isEmpty();
            assertThat(first.acknowledgements())
                    .noneMatch(durable -> new Place.Behind(two.size()).equals(durable.get(two.split())));
        }
    }

    @Test
    void readsASplitThatComesBackFromWhereItWasStored() throws InterruptedException {
        try (RunningPipeline running = start()) {
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            onReader(reader -> reader.revoke(Set.of(two.split()), LONG));
            two.commit("z");
            onReader(reader -> {
                reader.assign(Set.of(two.split()));
                return reader;
            });
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
            assertThat(running.stop(LONG)).isTrue();

            assertThat(sink.vault().distinct()).contains(new Element("z", 1));
            assertThat(source.acknowledged()).containsEntry(two.split(), new Place.Behind(two.size()));
        }
    }

    @Test
    void servesAReaderThatGivesUpItsSplitsWhileItCloses() throws InterruptedException {
        source.script().before(Call.CLOSE, 1, () -> source.reader().revoke(Set.of(one.split(), two.split()), LONG));
        RunningPipeline running = start();
        assertThat(running.awaitCaughtUp(LONG)).isTrue();
        assertThat(running.stop(LONG)).isTrue();
        running.await();
    }

    @Test
    void servesAReaderThatGivesUpItsSplitsWhileTheSinkIsFlushed() throws InterruptedException {
        sink.storingNever();
        source.script().before(Call.IDLE, 1, () -> source.reader().revoke(Set.of(one.split()), Duration.ofMillis(10)));
        RunningPipeline running = start();
        awaitReader(running);

        assertThat(running.stop(LONG))
                .as("ends before, since the split was lost")
                .isFalse();
    }

    @Test
    void endsByTheSinksFailureWhenASplitCannotBeGivenUp() throws InterruptedException {
        sink.script().before(Call.FLUSH, 1, Act.fail(() -> new dev.tributary.SinkException("disk full")));
        RunningPipeline running = start();
        awaitReader(running);
        source.reader().atNextPoll(context -> {
            try {
                context.revoked(Set.of(two.split()), LONG);
            } catch (RuntimeException swallowed) {
                // as a client library might
            }
        });

        assertThatThrownBy(running::await)
                .isInstanceOf(PipelineException.class)
                .hasMessage("Pipeline 'splits': the sink scripted sink failed: disk full");
    }

    @Test
    void namesThePartWhenItCannotFindWhereToBegin() {
        ScriptedStore store = new ScriptedStore();
        store.script().before(Call.LOAD, 1, Act.fail(() -> new CheckpointException("the file is damaged")));
        RunningPipeline running = Pipeline.named("splits")
                .checkpoints(store)
                .from(source)
                .to(sink)
                .build()
                .start();
        assertThatThrownBy(running::await)
                .isInstanceOf(PipelineException.class)
                .hasMessage("Pipeline 'splits': it cannot find where to begin: the file is damaged");
    }

    @Test
    void savesTheBeginningOfASplitBeforeAnythingOfIt() throws InterruptedException {
        ScriptedStore store = new ScriptedStore();
        Gate write = new Gate();
        sink.script().before(Call.WRITE, 1, write);
        ScriptedSource fromNow = new ScriptedSource(one).endless().fromNow();
        int now = one.size();
        Pipeline pipeline = Pipeline.named("splits")
                .checkpoints(store)
                .saveEvery(Duration.ofHours(1))
                .from(fromNow)
                .to(sink)
                .build();
        RunningPipeline running = pipeline.start();
        while (fromNow.script().count(Call.POLL) < 2) {
            Thread.onSpinWait();
        }
        one.commit("new");
        write.awaitReached();
        assertThat(running.stop(Duration.ZERO)).isFalse();
        assertThat(store.positions()).containsEntry("one", new Place.Behind(now).encode());

        write.open();
        try (RunningPipeline again = pipeline.start()) {
            again.awaitCaughtUp(Duration.ofMillis(300));
        }
        assertThat(sink.vault().elements()).isEqualTo(java.util.List.of(new Element("new", 1)));
    }

    @Test
    void isNotCaughtUpBeforeTheSourceKnowsItsSplits() throws InterruptedException {
        Gate gate = new Gate();
        source.script().before(Call.POLL, 1, gate);
        try (RunningPipeline running = start()) {
            gate.awaitReached();
            CompletableFuture<Boolean> caughtUp = CompletableFuture.supplyAsync(() -> caughtUp(running));
            gate.open();
            assertThat(caughtUp.join()).isTrue();
            assertThat(sink.vault().distinct()).containsAll(one.elements()).containsAll(two.elements());
        }
    }

    private static boolean caughtUp(RunningPipeline running) {
        try {
            return running.awaitCaughtUp(LONG);
        } catch (InterruptedException breakOff) {
            throw new IllegalStateException(breakOff);
        }
    }
}
