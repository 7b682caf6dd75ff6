package dev.tributary.binlog.internal.snapshot;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.TributaryException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The copy of one table: what is wanted, and how far it is. For who holds the lock of the line. */
final class TableCopy {

    private static final double NANOS_A_SECOND = 1e9;

    private final ChangedKeys changed = new ChangedKeys();
    private final ChunkSize size;
    private final String id;
    private SnapshotTable wanted;
    private String keyDefinition;
    private @Nullable KeyValue done;
    private long rows;
    private long chunks;
    private boolean paused;
    private State end = State.WAITING;
    private @Nullable TributaryException failure;
    private @Nullable TablePlan plan;
    private @Nullable KeyValue cursor;
    private boolean plannedOnce;
    private boolean lost;
    private boolean exhausted;
    private boolean claiming;
    private long generation;
    private long runRows;
    private long runBeginNanos;
    private boolean begun;
    private int failures;
    private long restUntil = System.nanoTime();

    TableCopy(CopyState state, ChunkSize size) {
        this.id = state.id();
        this.wanted = state.wanted();
        this.keyDefinition = state.keyDefinition();
        this.done = state.done();
        this.rows = state.rows();
        this.chunks = state.chunks();
        this.paused = state.paused();
        this.plannedOnce = !keyDefinition.isEmpty();
        this.cursor = done;
        this.size = size;
    }

    String id() {
        return id;
    }

    ChangedKeys changed() {
        return changed;
    }

    ChunkSize size() {
        return size;
    }

    SnapshotTable wanted() {
        return wanted;
    }

    TableId table() {
        return wanted.table();
    }

    CopyState state() {
        return new CopyState(id, wanted, keyDefinition, done, rows, chunks, paused);
    }

    // What is next in the table

    @Nullable
    TablePlan plan() {
        return plan;
    }

    /** Takes a plan; if it has another key than what was read so far, that counts for nothing. */
    void plan(TablePlan made, long now) {
        plan = made;
        plannedOnce = true;
        lost = false;
        if (!made.keyDefinition().equals(keyDefinition)) {
            keyDefinition = made.keyDefinition();
            forgetDone();
            cursor = null;
        }
        if (!begun) {
            begun = true;
            runBeginNanos = now;
        }
    }

    @Nullable
    KeyValue cursor() {
        return cursor;
    }

    /** A range was taken by a thread. */
    void claimed(Range range) {
        if (range.upTo() == null) {
            exhausted = true;
        } else {
            cursor = range.upTo();
        }
    }

    /** Whether the table was found, and nothing in the stream has taken it away since. */
    boolean mustBeThere() {
        return plannedOnce && !lost;
    }

    /** Whether the stream has taken the table away since it was found last. */
    boolean isLost() {
        return lost;
    }

    /** Whether there is no more than what threads have taken. */
    boolean isExhausted() {
        return exhausted;
    }

    boolean isClaiming() {
        return claiming;
    }

    void claiming(boolean value) {
        claiming = value;
    }

    /** Changes when everything that was read and not delivered became worthless. */
    long generation() {
        return generation;
    }

    /** Goes back to what was delivered, and forgets what was known of the table. */
    void reset() {
        generation++;
        plan = null;
        cursor = done;
        exhausted = false;
        claiming = false;
        changed.forget(changed.now());
    }

    /** Goes back to the beginning: the table was dropped or has another name. */
    void startOver() {
        lost = true;
        keyDefinition = "";
        forgetDone();
        reset();
    }

    private void forgetDone() {
        done = null;
        rows = 0;
        chunks = 0;
    }

    /** The table has another name. */
    void renamed(TableId to) {
        SnapshotTable renamed = SnapshotTable.of(to);
        if (!wanted.columns().isEmpty()) {
            renamed = renamed.columns(wanted.columns().toArray(String[]::new));
        }
        wanted = wanted.condition().isPresent()
                ? renamed.where(wanted.condition().get())
                : renamed;
    }

    // What was delivered

    void delivered(Chunk chunk) {
        if (chunk.range().upTo() != null) {
            done = chunk.range().upTo();
        }
        rows += chunk.rows().size();
        runRows += chunk.rows().size();
        chunks++;
        failures = 0;
    }

    /** Returns how often reading has failed since anything was delivered; what fails side by side counts once. */
    int failedAt(long now) {
        if (isRested(now)) {
            failures++;
        }
        return failures;
    }

    /** Holds reading back for a time. */
    void rest(long until) {
        restUntil = until;
    }

    boolean isRested(long now) {
        return restUntil - now <= 0;
    }

    // Its life

    void paused(boolean value) {
        paused = value;
    }

    boolean isPaused() {
        return paused;
    }

    void end(State how) {
        end = how;
    }

    boolean hasEnded() {
        return end.isTerminal();
    }

    /** Learns why it has failed. */
    void fail(TributaryException cause) {
        failure = cause;
    }

    Optional<TributaryException> failure() {
        return Optional.ofNullable(failure);
    }

    /** @param running whether the source can be reached */
    SnapshotProgress progress(boolean running, long now) {
        TablePlan known = plan;
        OptionalLong estimated = known == null ? OptionalLong.empty() : known.estimatedRows();
        double seconds = (now - runBeginNanos) / NANOS_A_SECOND;
        double rate = begun && seconds > 0 ? runRows / seconds : 0;
        Optional<Duration> left = estimated.isPresent() && rate > 0
                ? Optional.of(Duration.ofMillis((long) (Math.max(0, estimated.getAsLong() - rows) / rate * 1000)))
                : Optional.empty();
        SnapshotProgress progress = new SnapshotProgress(table(), State.RUNNING, rows, chunks, estimated, rate, left);
        return progress.in(stateNow(running));
    }

    private State stateNow(boolean running) {
        if (end.isTerminal()) {
            return end;
        }
        if (paused) {
            return State.PAUSED;
        }
        return begun && running ? State.RUNNING : State.WAITING;
    }
}
