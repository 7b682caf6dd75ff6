package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Backoff;
import dev.tributary.ConfigurationException;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.scripted.Act;
import dev.tributary.scripted.Call;
import dev.tributary.scripted.Element;
import dev.tributary.scripted.Gate;
import dev.tributary.scripted.Place;
import dev.tributary.scripted.Script;
import dev.tributary.scripted.ScriptedSink;
import dev.tributary.scripted.ScriptedSource;
import dev.tributary.scripted.ScriptedStore;
import dev.tributary.scripted.Stream;
import dev.tributary.scripted.Vault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Asks running pipelines for snapshots, which last over restarts until all of their rows are stored. */
@Timeout(60)
class SnapshotTest {

    private static final String NAME = "snapshot";
    private static final String TABLE = "db.t";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Backoff AT_ONCE = new Backoff(Duration.ofNanos(1), Duration.ofNanos(1));

    private final Stream stream = new Stream("s").commit("a b");
    private final ScriptedSource source =
            new ScriptedSource(new Script("source"), stream).endless().takingSnapshots(3);
    private final ScriptedSink<Element> sink = new ScriptedSink<>("scripted sink", new Script("sink"), new Vault());
    private final ScriptedStore store = new ScriptedStore();
    private final Recorder recorder = new Recorder();
    private final Gate gate = new Gate();

    private RunningPipeline start() {
        return start(source);
    }

    private RunningPipeline start(ScriptedSource from) {
        return Pipeline.named(NAME)
                .checkpoints(store)
                .saveEvery(Duration.ofMillis(1))
                .onSinkError(ErrorPolicy.retry(3, AT_ONCE))
                .listener(recorder)
                .from(from)
                .to(sink)
                .build()
                .start();
    }

    private static void awaitOpen(RunningPipeline running) throws InterruptedException {
        assertThat(running.awaitCaughtUp(LONG)).isTrue();
    }

    private void restart(RunningPipeline running) throws InterruptedException {
        source.reader()
                .atNextPoll(context ->
                        Act.fail(() -> new RetriableException("away")).run());
        while (running.status().metrics().restarts() == 0) {
            Thread.onSpinWait();
        }
        awaitOpen(running);
    }

    private static List<State> states(RunningPipeline running) {
        return running.status().snapshots().stream()
                .map(SnapshotProgress::state)
                .toList();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        gate.open();
        Threads.assertNoneLeft(NAME);
    }

    @Test
    void deliversRowsInOneFlowWithTheChangesAndTellsWhenAllAreStored() throws InterruptedException {
        try (RunningPipeline running = start()) {
            awaitOpen(running);

            RunningSnapshot snapshot = running.snapshot(TABLE);

            assertThat(snapshot.await(LONG)).isTrue();
            assertThat(sink.vault().elements()).isEqualTo(stream.elements()).hasSize(5);
            assertThat(snapshot.progress().state()).isEqualTo(State.DONE);
            assertThat(recorder.events())
                    .contains(
                            "snapshotBegan snapshot of db.t: 0 of about 3 rows, 0 rows/s",
                            "snapshotEnded snapshot of db.t: done, 3 rows");
        }
    }

    @Test
    void passesColumnsAndConditionToTheSource() throws InterruptedException {
        SnapshotTable table = SnapshotTable.of(TABLE).columns("x").where("x > 5");
        try (RunningPipeline running = start()) {
            awaitOpen(running);

            assertThat(running.snapshot(table).await(LONG)).isTrue();
            assertThat(source.snapshots().get(0).table()).isEqualTo(table);
        }
    }

    @Test
    void isNotOverBeforeItsLastRowIsStoredAndItsPositionSaved() throws InterruptedException {
        sink.storingOnAThread()
                .script()
                .before(Call.REPORT, 5, gate); // of the last of: the beginning, a transaction, three chunks
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();

            assertThat(snapshot.progress().state()).isEqualTo(State.DONE);
            assertThat(snapshot.await(SHORT)).isFalse();

            gate.open();
            assertThat(snapshot.await(LONG)).isTrue();
            assertThat(store.positions()).containsEntry("s", new Place.Behind(stream.size()).encode());
        }
    }

    @Test
    void showsProgressWhileItRuns() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, gate);
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();

            assertThat(snapshot.progress().state()).isEqualTo(State.RUNNING);
            assertThat(snapshot.progress().rows()).isEqualTo(1);
            assertThat(running.status().snapshots()).containsExactly(snapshot.progress());
            gate.open();
        }
    }

    @Test
    void readsNothingWhileItIsPaused() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, gate);
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();

            snapshot.pause();
            gate.open();
            stream.commit("c");
            assertThat(running.awaitCaughtUp(LONG)).isTrue();

            assertThat(snapshot.progress().rows()).isEqualTo(1);
            assertThat(states(running)).containsExactly(State.PAUSED);

            snapshot.resume();
            assertThat(snapshot.await(LONG)).isTrue();
        }
    }

    @Test
    void readsNothingMoreWhenItIsCancelled() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, gate);
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();

            snapshot.cancel();
            snapshot.resume();
            gate.open();

            assertThat(snapshot.await(LONG)).isFalse();
            assertThat(snapshot.progress().rows()).isEqualTo(1);
            assertThat(states(running)).containsExactly(State.CANCELLED);
        }
    }

    @Test
    void goesOnAfterARestart() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, Act.fail(() -> new RetriableException("the server is away")));
        try (RunningPipeline running = start()) {
            awaitOpen(running);

            assertThat(running.snapshot(TABLE).await(LONG)).isTrue();

            assertThat(running.status().metrics().restarts()).isEqualTo(1);
            assertThat(source.script().count(Call.SNAPSHOT)).isEqualTo(2);
            assertThat(source.snapshots()).as("one id").hasSize(1);
            assertThat(sink.vault().distinct()).containsExactlyInAnyOrderElementsOf(stream.elements());
        }
    }

    @Test
    void isNotAskedForAgainOnceItIsStored() throws InterruptedException {
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            assertThat(running.snapshot(TABLE).await(LONG)).isTrue();

            restart(running);

            assertThat(source.script().count(Call.SNAPSHOT)).isEqualTo(1);
        }
    }

    @Test
    void waitsForTheSourceToOpen() throws InterruptedException {
        source.script().before(Call.OPEN, 1, gate);
        try (RunningPipeline running = start()) {
            gate.awaitReached();
            RunningSnapshot snapshot = running.snapshot(TABLE);

            assertThat(snapshot.progress().state()).isEqualTo(State.WAITING);
            assertThat(running.status().snapshots()).containsExactly(snapshot.progress());

            gate.open();
            assertThat(snapshot.await(LONG)).isTrue();
        }
    }

    @Test
    void canBePausedBeforeTheSourceIsOpen() throws InterruptedException {
        source.script().before(Call.OPEN, 1, gate);
        try (RunningPipeline running = start()) {
            gate.awaitReached();
            RunningSnapshot snapshot = running.snapshot(TABLE);
            snapshot.pause();
            assertThat(snapshot.progress().state()).isEqualTo(State.PAUSED);

            gate.open();
            awaitOpen(running);
            assertThat(source.snapshots().get(0).progress().state()).isEqualTo(State.PAUSED);

            snapshot.resume();
            assertThat(snapshot.await(LONG)).isTrue();
        }
    }

    @Test
    void isNeverAskedForIfItIsCancelledBeforeTheSourceIsOpen() throws InterruptedException {
        source.script().before(Call.OPEN, 1, gate);
        try (RunningPipeline running = start()) {
            gate.awaitReached();
            RunningSnapshot snapshot = running.snapshot(TABLE);
            snapshot.cancel();

            assertThat(snapshot.await(LONG)).isFalse();
            assertThat(snapshot.progress().state()).isEqualTo(State.CANCELLED);

            gate.open();
            awaitOpen(running);
            assertThat(source.script().count(Call.SNAPSHOT)).isZero();
        }
    }

    @Test
    void isCancelledInTheNextReaderTooWhichMayNotKnow() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, Act.fail(() -> new RetriableException("away")));
        source.script().before(Call.OPEN, 2, gate);
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();
            assertThat(snapshot.progress().state()).isEqualTo(State.WAITING);
            assertThat(states(running)).containsExactly(State.WAITING);

            snapshot.cancel();
            gate.open();
            awaitOpen(running);

            assertThat(source.script().count(Call.SNAPSHOT)).isEqualTo(2);
            assertThat(snapshot.await(LONG)).isFalse();
            assertThat(states(running)).containsExactly(State.CANCELLED);
        }
    }

    @Test
    void isNotAskedForAgainOnceItIsSavedThatItWasCancelled() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, gate);
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();
            snapshot.cancel();
            gate.open();
            for (String key : List.of("c", "d")) { // the poll that was blocked, and one that sees that it is cancelled
                stream.commit(key);
                awaitOpen(running);
            }

            restart(running);

            assertThat(source.script().count(Call.SNAPSHOT)).isEqualTo(1);
            assertThat(snapshot.await(LONG)).isFalse();
        }
    }

    @Test
    void isRefusedByASourceThatTakesNone() throws InterruptedException {
        try (RunningPipeline running = start(new ScriptedSource(stream).endless())) {
            awaitOpen(running);

            assertThatThrownBy(() -> running.snapshot(TABLE))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("The source scripted source takes no snapshots, so there is none of db.t");
            assertThat(running.status().snapshots()).isEmpty();
        }
    }

    @Test
    void failsIfTheSourceRefusesItOnlyOnceItIsOpen() throws InterruptedException {
        source.takingSnapshots(0).script().before(Call.OPEN, 1, gate);
        try (RunningPipeline running = start()) {
            gate.awaitReached();
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.open();

            assertThatThrownBy(() -> snapshot.await(LONG))
                    .isInstanceOf(PipelineException.class)
                    .hasMessage("Pipeline 'snapshot': the snapshot of db.t failed: The source scripted source takes no"
                            + " snapshots, so there is none of db.t");
            assertThat(snapshot.progress().state()).isEqualTo(State.FAILED);
            awaitOpen(running);
        }
    }

    @Test
    void mayFailWhileThePipelineGoesOn() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, gate);
        try (RunningPipeline running = start()) {
            awaitOpen(running);
            RunningSnapshot snapshot = running.snapshot(TABLE);
            gate.awaitReached();
            source.snapshots().get(0).fail(new ConfigurationException("there is no column x"));
            gate.open();

            assertThatThrownBy(() -> snapshot.await(LONG))
                    .isInstanceOf(PipelineException.class)
                    .hasMessage("Pipeline 'snapshot': the snapshot of db.t failed: there is no column x");
            assertThat(states(running)).containsExactly(State.FAILED);
            stream.commit("c");
            assertThat(running.awaitCaughtUp(LONG)).isTrue();
        }
    }

    @Test
    void isNotStoredIfThePipelineStopsBefore() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, gate);
        RunningPipeline running = start();
        awaitOpen(running);
        RunningSnapshot snapshot = running.snapshot(TABLE);
        gate.awaitReached();
        snapshot.pause();
        gate.open();
        assertThat(running.stop(LONG)).isTrue();

        assertThat(snapshot.await(LONG)).isFalse();
        assertThatThrownBy(() -> running.snapshot(TABLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Pipeline 'snapshot' is STOPPED and takes no snapshot of db.t any more");
    }

    @Test
    void failsWithThePipeline() throws InterruptedException {
        source.script().before(Call.CHUNK, 2, Act.fail(() -> new IllegalStateException("broken")));
        RunningPipeline running = start();
        awaitOpen(running);
        RunningSnapshot snapshot = running.snapshot(TABLE);

        assertThatThrownBy(() -> snapshot.await(LONG))
                .isInstanceOf(PipelineException.class)
                .hasMessageContaining("the source scripted source failed");
        running.close();
    }

    @Test
    void endsAPipelineWhoseSourceEndsWithIt() throws InterruptedException {
        ScriptedSource copy = new ScriptedSource(stream).takingSnapshots(3);
        copy.script().before(Call.OPEN, 1, gate);
        sink.storingOnFlush();
        RunningPipeline running = start(copy);
        gate.awaitReached();
        RunningSnapshot snapshot = running.snapshot(TABLE);
        gate.open();

        running.await();

        assertThat(running.status().state()).isEqualTo(PipelineState.STOPPED);
        assertThat(sink.vault().elements()).isEqualTo(stream.elements()).hasSize(5);
        assertThat(store.positions()).containsEntry("s", new Place.Behind(stream.size()).encode());
        assertThat(snapshot.await(Duration.ZERO)).isTrue();
        assertThat(states(running)).containsExactly(State.DONE);
    }

    @Test
    void cannotBeAwaitedByAFunctionOfItsOwnPipeline() throws InterruptedException {
        source.script().before(Call.OPEN, 1, gate);
        RunningPipeline running = start();
        gate.awaitReached();
        RunningSnapshot snapshot = running.snapshot(TABLE);
        Gate asked = new Gate();
        source.script().before(Call.POLL, 1, () -> {
            assertThatThrownBy(() -> snapshot.await(LONG)).isInstanceOf(IllegalStateException.class);
            asked.run();
        });
        gate.open();

        asked.awaitReached().open();
        assertThat(snapshot.await(LONG)).isTrue();
        running.close();
    }

    @Test
    void theSignOfLifeTellsHowFarSnapshotsAre() {
        TableId table = new TableId("shop", "orders");
        SnapshotProgress running = new SnapshotProgress(
                table,
                State.RUNNING,
                1_200_000,
                120,
                OptionalLong.of(2_000_000),
                400_000,
                Optional.of(Duration.ofSeconds(2)));
        List<SnapshotProgress> snapshots = List.of(
                running.in(State.DONE),
                running,
                running.in(State.PAUSED),
                SnapshotProgress.waiting(table),
                SnapshotProgress.waiting(table));

        Telemetry telemetry = new Telemetry(NAME, List.of());
        assertThat(Telemetry.summary(telemetry.metrics(0, OptionalLong.of(7)), snapshots))
                .isEqualTo("0 records/s, lag 0.0 s and 7 bytes"
                        + "; snapshot of shop.orders: 1,200,000 of about 2,000,000 rows, 400,000 rows/s, 2 s left"
                        + "; snapshot of shop.orders: paused, 1,200,000 of about 2,000,000 rows"
                        + "; 2 more snapshots wait");
        assertThat(Telemetry.summary(telemetry.metrics(0, OptionalLong.empty()), List.of()))
                .isEqualTo("0 records/s, lag 0.0 s");
    }
}
