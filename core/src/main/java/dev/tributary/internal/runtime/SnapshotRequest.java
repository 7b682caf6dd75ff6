package dev.tributary.internal.runtime;

import dev.tributary.ConfigurationException;
import dev.tributary.PipelineException;
import dev.tributary.RunningSnapshot;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SnapshotTable;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.SourceSnapshot;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that the host asked for. It is given to the reader of each attempt under the same id, with what the host
 * wants of it, until it is stored. Thread-safe.
 */
final class SnapshotRequest implements RunningSnapshot {

    /** How often to look whether the snapshot has failed by itself, of which nothing is saved. */
    private static final long ASK_AGAIN_NANOS = Duration.ofMillis(200).toNanos();

    private final String id = UUID.randomUUID().toString(); // not that of a snapshot of an earlier run
    private final SnapshotTable table;
    private final String source;
    private final Run run;

    /** Orders what the host wants and the change of readers; what is called of the source with it returns at once. */
    private final Object control = new Object();

    private int newestReader; // guarded by control
    private volatile boolean paused; // written with control, as cancelled is; looking at the progress waits for nobody
    private volatile boolean cancelled;

    private volatile @Nullable SourceSnapshot taken;
    private volatile boolean away = true; // whether no reader is open that takes it
    private volatile @Nullable TributaryException refusal;
    private volatile boolean endSaved; // for ever, whatever the next reader begins with

    /** What a request needs to know of its run. */
    interface Run {
        String pipeline();

        SavedPositions saved();

        boolean hasEnded();

        /** Throws the run's failure, if it has ended by one. */
        void throwIfFailed();

        /** Throws if the caller is a thread of the run. */
        void refuseOwnThread();
    }

    /** @param source what the source is called in messages */
    SnapshotRequest(SnapshotTable table, String source, Run run) {
        this.table = table;
        this.source = source;
        this.run = run;
    }

    /**
     * Gives it to a reader; what the reader says against that ends it.
     *
     * @param number the reader's number: one that is not newer than the last is of no interest
     */
    void give(int number, SourceReader<?> reader) {
        synchronized (control) {
            if (number <= newestReader || isOver()) {
                return;
            }
            newestReader = number;
            try {
                SourceSnapshot given = reader.snapshot(id, table);
                if (paused) {
                    given.pause();
                }
                if (cancelled) {
                    given.cancel(); // the position at which the reader begins may not know that yet
                }
                taken = given;
                away = false;
            } catch (UnsupportedOperationException cannot) {
                refusal = new ConfigurationException(
                        "The source " + source + " takes no snapshots, so there is none of " + table.table(), cannot);
            } catch (TributaryException cannot) {
                refusal = cannot;
            }
        }
    }

    /** Learns that the newest reader closes. */
    void takeBack() {
        away = true;
    }

    /** Returns whether no reader needs to know of it any more. */
    boolean isOver() {
        return isEndSaved() || failure().isPresent() || (cancelled && taken == null);
    }

    /** Returns whether no reader has taken it yet. */
    boolean isUntaken() {
        return taken == null;
    }

    /** Returns why no reader takes it. */
    Optional<TributaryException> refusal() {
        return Optional.ofNullable(refusal);
    }

    private Optional<TributaryException> failure() {
        SourceSnapshot now = taken;
        return now == null ? refusal() : refusal().or(now::failure);
    }

    private boolean isStored() {
        SourceSnapshot now = taken;
        return now != null && isComplete(now) && isEndSaved();
    }

    private boolean isEndSaved() {
        SourceSnapshot now = taken;
        if (!endSaved && now != null) {
            Map<Split, Position> end = now.end();
            endSaved = !end.isEmpty() && run.saved().covers(end);
        }
        return endSaved;
    }

    /** Returns whether a snapshot's end, if it has one, is that of all of its rows. */
    private static boolean isComplete(SourceSnapshot snapshot) {
        State state = snapshot.progress().state();
        return state != State.CANCELLED && state != State.FAILED;
    }

    @Override
    public SnapshotTable table() {
        return table;
    }

    @Override
    public SnapshotProgress progress() {
        SourceSnapshot now = taken;
        SnapshotProgress progress = now == null ? SnapshotProgress.waiting(table.table()) : now.progress();
        if (progress.state().isTerminal()) {
            return progress;
        }
        if (refusal().isPresent()) {
            return progress.in(State.FAILED);
        }
        if (cancelled) {
            return progress.in(State.CANCELLED);
        }
        if (paused) {
            return progress.in(State.PAUSED);
        }
        return away ? progress.in(State.WAITING) : progress;
    }

    @Override
    public void pause() {
        setPaused(true);
    }

    @Override
    public void resume() {
        setPaused(false);
    }

    private void setPaused(boolean value) {
        synchronized (control) {
            paused = value;
            SourceSnapshot now = taken;
            if (now != null && value) {
                now.pause();
            } else if (now != null) {
                now.resume();
            }
        }
    }

    @Override
    public void cancel() {
        synchronized (control) {
            if (progress().state().isTerminal()) {
                return;
            }
            cancelled = true;
            SourceSnapshot now = taken;
            if (now != null) {
                now.cancel();
            }
        }
        run.saved().signal(); // those who wait look here then
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        run.refuseOwnThread();
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        while (true) {
            long seen = run.saved().changes();
            boolean ended = run.hasEnded(); // what is not stored after that never will be
            if (isStored()) {
                return true;
            }
            run.throwIfFailed();
            throwIfFailed();
            long left = deadline - System.nanoTime();
            if (ended || left <= 0 || progress().state() == State.CANCELLED) {
                return false;
            }
            run.saved().awaitChange(seen, Math.min(left, ASK_AGAIN_NANOS));
        }
    }

    private void throwIfFailed() {
        Optional<TributaryException> failure = failure();
        if (failure.isPresent()) {
            throw new PipelineException(run.pipeline(), "the snapshot of " + table.table() + " failed", failure.get());
        }
    }

    @Override
    public String toString() {
        return progress().toString();
    }
}
