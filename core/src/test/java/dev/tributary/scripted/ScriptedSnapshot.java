package dev.tributary.scripted;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SnapshotTable;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceSnapshot;
import dev.tributary.spi.Split;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a {@link ScriptedSource}: each chunk is a transaction of one row {@code table#}, which it adds to the end
 * of a stream. It outlives readers, as one does whose progress is a part of the position. Thread-safe.
 */
public final class ScriptedSnapshot implements SourceSnapshot {

    private final String id;
    private final SnapshotTable table;
    private final int chunks;
    private State state = State.RUNNING; // guarded by this, as all below
    private int done;
    private Map<Split, Position> end = Map.of();
    private @Nullable TributaryException failure;

    ScriptedSnapshot(String id, SnapshotTable table, int chunks) {
        this.id = id;
        this.table = table;
        this.chunks = chunks;
    }

    public String id() {
        return id;
    }

    public SnapshotTable table() {
        return table;
    }

    synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Adds a chunk to a stream, if it runs. */
    synchronized void addChunk(Stream stream) {
        if (state != State.RUNNING) {
            return;
        }
        stream.commit(table.table().name());
        done++;
        if (done == chunks) {
            state = State.DONE;
            end = Map.of(stream.split(), new Place.Behind(stream.size()));
        }
    }

    /** Notes where in a stream it has ended, if it was cancelled. */
    synchronized void endIfCancelled(Stream stream) {
        if (state == State.CANCELLED && end.isEmpty()) {
            end = Map.of(stream.split(), new Place.Behind(stream.size()));
        }
    }

    /** Fails by itself. */
    public synchronized void fail(TributaryException reason) {
        state = State.FAILED;
        failure = reason;
    }

    @Override
    public synchronized SnapshotProgress progress() {
        return new SnapshotProgress(table.table(), state, done, done, OptionalLong.of(chunks), 0, Optional.empty());
    }

    @Override
    public synchronized void pause() {
        become(State.PAUSED);
    }

    @Override
    public synchronized void resume() {
        become(State.RUNNING);
    }

    @Override
    public synchronized void cancel() {
        become(State.CANCELLED);
    }

    private void become(State next) {
        if (!state.isTerminal()) {
            state = next;
        }
    }

    @Override
    public synchronized Map<Split, Position> end() {
        return end;
    }

    @Override
    public synchronized Optional<TributaryException> failure() {
        return Optional.ofNullable(failure);
    }
}
