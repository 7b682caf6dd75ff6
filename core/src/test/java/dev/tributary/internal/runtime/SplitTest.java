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
    void returnsOnlyWhatIsStoredWhenTheDeadlineOfGivingUpPasses() throws InterruptedException {
        sink.storingNever();
        try (RunningPipeline running = start()) {
            awaitReader(running);
            Map<Split, Position> stored = onReader(reader -> reader.revoke(Set.of(two.split()), Duration.ofMillis(10)));
            assertThat(stored).isEqualTo(Map.of(two.split(), new Place.Behind(0)));
            running.stop(Duration.ZERO);
        }
    }

    private void awaitReader(RunningPipeline running) throws InterruptedException {
        assertThat(running.status()).isNotNull();
        while (source.script().count(Call.POLL) < 4) {
            Thread.onSpinWait();
        }
    }

    @Test
    void acknowledgesNothingOfASplitThatWasLost() throws InterruptedException {
        Gate written = new Gate();
        written.open();
        sink.storingOnFlush().script().after(Call.WRITE, 7, written);
        try (RunningPipeline running = start()) {
            awaitReader(running);
            int before = onReader(reader -> {
                reader.lose(Set.of(two.split()));
                return reader.acknowledgements().size();
            });
            one.commit("b");
            written.awaitReached();
            assertThat(running.stop(LONG)).isTrue();

            assertThat(source.reader().acknowledgements().stream().skip(before))
                    .noneMatch(durable -> durable.containsKey(two.split()));
            assertThat(source.acknowledged()).containsEntry(one.split(), new Place.Behind(one.size()));
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
        Gate revoked = new Gate();
        revoked.open();
        source.script().after(Call.IDLE, 1, revoked);
        RunningPipeline running = start();
        awaitReader(running);
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> running.stop(LONG));
        revoked.awaitReached();
        running.stop(Duration.ZERO);
        assertThat(stopped.join()).isFalse();
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
