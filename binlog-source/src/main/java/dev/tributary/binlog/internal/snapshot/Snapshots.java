package dev.tributary.binlog.internal.snapshot;

import dev.tributary.ChangeEvent;
import dev.tributary.RowsEvent;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SnapshotTable;
import dev.tributary.SourceException;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import dev.tributary.TributaryException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.spi.RecordBlock;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies tables while the stream is read, so that for no key an older version is delivered after a newer one.
 *
 * <p>A table is read in chunks in the order of its key, each by one SELECT between two marks. The low mark is a place between
 * transactions that the stream has delivered when the chunk is planned; the SELECT is not begun before the server shows
 * everything before it. The high mark is the end of the binlog after the SELECT; since a transaction is in the binlog before
 * any SELECT can see it, all that the SELECT has seen lies before it. The chunk is delivered when the stream has come to the
 * high mark, without the rows whose keys the stream has changed since the low mark: those were delivered by the stream, in
 * a version at least as new. Of all other rows nothing has changed between the marks, so that the SELECT has seen their
 * newest version, whether it saw the server's state at the low mark, at the high mark, or between. The idea is that of
 * DBLog (Andreakis and Papapanagiotou, 2020, arXiv:2010.12597), which writes marks into the source instead.
 *
 * <p>Chunks are delivered in the order in which they were planned, so that one key tells how much of a table is done. A table
 * that is altered between the marks, a connection of the stream that is lost, and a server that is left for another make all
 * worthless that was not delivered: it is read again.
 *
 * <p>What the reader's thread does says so; all else is thread-safe.
 */
public final class Snapshots implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** What the reader does with what is to be delivered. */
    public interface Output {

        /** Takes rows. */
        void rows(RecordBlock<ChangeEvent> block, long bytes);

        /** Takes the state behind all that came before. */
        void state(SnapshotState state);

        /** Learns that a copy has begun, in this run of the reader. */
        void began(SnapshotProgress progress);

        /** Learns that a copy has ended, at the last state. */
        void ended(String id, SnapshotProgress progress, Optional<TributaryException> failure);
    }

    private static final int CHUNKS_AHEAD = 2;
    private static final int MOST_FAILURES = 8;
    private static final String INITIAL = "initial:";

    private final String pipeline;
    private final Split split;
    private final SnapshotSettings settings;
    private final Runnable wake;
    private final ThreadFactory threads;
    private final Throttle throttle;
    private final List<Thread> workers = new ArrayList<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Map<String, TableCopy> copies = new LinkedHashMap<>();
    private final List<TableCopy> ended = new ArrayList<>();
    private final List<TableCopy> begunNews = new ArrayList<>();
    private final List<TableCopy> endedNews = new ArrayList<>();
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final String run;
    private SnapshotState state = SnapshotState.NONE;
    private boolean inRun;
    private boolean stateChanged;
    private @Nullable SourceServer server;
    private long session;
    private boolean closed;
    private volatile boolean active;

    /**
     * @param run tells this run of the reader from all others
     * @param wake makes the reader call {@link #step} soon
     * @param threads makes the threads that read rows
     */
    public Snapshots(
            String pipeline, Split split, SnapshotSettings settings, String run, Runnable wake, ThreadFactory threads) {
        this.pipeline = pipeline;
        this.run = run;
        this.split = split;
        this.settings = settings;
        this.wake = wake;
        this.threads = threads;
        this.throttle = new Throttle(settings.rowsPerSecond(), settings.bytesPerSecond());
    }

    // The reader's thread: the session

    /**
     * Begins with what a position says of copies. On the reader's thread, once.
     *
     * @param initial what to begin besides
     * @return the state that the position is to have
     */
    public SnapshotState begin(SnapshotState saved, List<SnapshotTable> initial) {
        lock.lock();
        try {
            state = saved;
            saved.copies().forEach(this::add);
            initial.forEach(table -> add(CopyState.of(INITIAL + table.table(), table)));
            if (!initial.isEmpty()) {
                nextState();
            }
            refresh();
            return state;
        } finally {
            lock.unlock();
        }
    }

    private void add(CopyState copy) {
        if (!copies.containsKey(copy.id())) {
            TableCopy added = new TableCopy(copy, size());
            copies.put(copy.id(), added);
            begunNews.add(added);
        }
    }

    private void nextState() {
        if (!inRun) {
            inRun = true;
            state = state.inRun(run);
        }
        state = state.next(copies.values().stream().map(TableCopy::state).toList());
    }

    private ChunkSize size() {
        return new ChunkSize(Math.min(settings.chunkRows(), throttle.mostRows()));
    }

    /** Learns where the stream is read from now. On the reader's thread. */
    public void connected(SourceServer to) {
        locked(() -> {
            server = to;
            session++;
        });
    }

    /** Learns that the stream is lost. On the reader's thread. */
    public void disconnected() {
        locked(() -> {
            server = null;
            session++;
            slots.clear();
            copies.values().forEach(TableCopy::reset);
        });
    }

    // The reader's thread: the stream

    /** Whether there is anything to do. Any thread. */
    public boolean isActive() {
        return active;
    }

    /** Learns of rows that the stream has changed. On the reader's thread. */
    public void rowsChanged(BinlogEvent event, TableDecoder decoder) {
        if (!active) {
            return;
        }
        locked(() -> {
            for (TableCopy copy : copies.values()) {
                if (copy.table().equals(decoder.schema().table()) && hasSlots(copy)) {
                    rowsChanged(copy, event, decoder);
                }
            }
        });
    }

    private void rowsChanged(TableCopy copy, BinlogEvent event, TableDecoder decoder) {
        RowIdentity identity = identity(copy, decoder);
        if (identity == null || !copy.changed.add(event, decoder, identity)) {
            TablePlan plan = copy.plan();
            if (plan == null || plan.identity() != null) {
                slotsOf(copy).forEach(slot -> slot.outdated = true);
            }
        } else if (copy.changed.isFull()) {
            settle(copy);
        }
    }

    private static @Nullable RowIdentity identity(TableCopy copy, TableDecoder decoder) {
        TablePlan plan = copy.plan();
        return plan == null ? RowIdentity.ofKey(decoder.schema()) : plan.identity();
    }

    /** Applies the changes so far to what has been read, and forgets them. */
    private void settle(TableCopy copy) {
        for (Slot slot : slotsOf(copy)) {
            Chunk chunk = slot.chunk;
            if (slot.state == Slot.State.READ && chunk != null && !slot.outdated) {
                chunk.drop(copy.changed, slot.since);
                slot.since = copy.changed.now();
            } else {
                slot.outdated = true;
            }
        }
        copy.changed.forget(copy.changed.now());
    }

    /** Learns that the stream has a statement that alters, drops or creates a table. On the reader's thread. */
    public void tableChanged(TableId table) {
        if (active) {
            locked(() -> copies.values().stream()
                    .filter(copy -> copy.table().equals(table))
                    .forEach(this::restart));
        }
    }

    /** Learns that the stream renames a table, which is captured under its new name too. On the reader's thread. */
    public void tableRenamed(TableId from, TableId to) {
        if (active) {
            locked(() -> copies.values().stream()
                    .filter(copy -> copy.table().equals(from))
                    .forEach(copy -> {
                        restart(copy);
                        copy.renamed(to);
                        stateChanged = true;
                    }));
        }
    }

    /** Learns that the stream drops a database. On the reader's thread. */
    public void databaseChanged(String database) {
        if (active) {
            locked(() -> copies.values().stream()
                    .filter(copy -> copy.table().database().equals(database))
                    .forEach(this::restart));
        }
    }

    private void restart(TableCopy copy) {
        slots.removeIf(slot -> slot.copy == copy);
        copy.reset();
    }

    /**
     * Delivers what can be, and plans more. On the reader's thread, when the stream is between two transactions.
     *
     * @param place where the stream is
     * @param serverId of the server that it is read from
     * @throws BinlogFailure if a table that must be copied cannot be
     */
    public void step(StreamPlace place, long serverId, Output output) {
        if (!active) {
            return;
        }
        locked(() -> {
            startWorkers();
            failures(place);
            while (deliverFirst(place, serverId, output)) {
                emitState(output);
            }
            endCopies();
            plan(place);
            emitState(output);
            tell(output);
            refresh();
            work.signalAll();
        });
    }

    private void startWorkers() {
        while (workers.size() < settings.connections() && !closed) {
            Thread thread = threads.newThread(new ChunkReader(this, settings));
            workers.add(thread);
            thread.start();
        }
    }

    private boolean deliverFirst(StreamPlace place, long serverId, Output output) {
        Slot first = slots.peek();
        if (first == null || first.state != Slot.State.READ) {
            return false;
        }
        Chunk chunk = Objects.requireNonNull(first.chunk);
        if (first.outdated || !chunk.high().server().equals(place.server())) {
            readAgain(first, chunk, place);
            return false;
        }
        if (!Places.isAtOrBehind(place, chunk.high())) {
            return false;
        }
        slots.remove();
        deliver(first, chunk, place, serverId, output);
        return true;
    }

    private void readAgain(Slot slot, Chunk chunk, StreamPlace place) {
        if (chunk.hasMore()) {
            restart(slot.copy);
        } else {
            slot.copy.size.halve();
            slot.again(chunk.range(), place);
        }
    }

    private void deliver(Slot slot, Chunk chunk, StreamPlace place, long serverId, Output output) {
        TableCopy copy = slot.copy;
        chunk.drop(copy.changed, slot.since);
        if (chunk.kept() > 0) {
            Transaction reading = Transaction.of(serverId, place.file(), place.offset(), Instant.now());
            RowsEvent origin =
                    RowsEvent.of(reading, place.offset(), copy.state().chunks());
            output.rows(new ChunkRows(chunk, origin, split), chunk.rows().totalBytes());
        }
        copy.delivered(chunk);
        Range rest = chunk.rest();
        if (rest != null) {
            slot.again(rest, place);
            slots.addFirst(slot);
        } else if (chunk.hasMore()) {
            slot.goOn();
            slots.addFirst(slot);
        }
        forgetChanges(copy);
        stateChanged = true;
    }

    private void forgetChanges(TableCopy copy) {
        copy.changed.forget(
                slotsOf(copy).stream().mapToLong(slot -> slot.since).min().orElse(copy.changed.now()));
    }

    private void endCopies() {
        slots.removeIf(slot -> slot.state == Slot.State.WAITING && slot.range == null && slot.copy.isExhausted());
        for (TableCopy copy : List.copyOf(copies.values())) {
            if (copy.isExhausted() && !hasSlots(copy)) {
                copy.end(State.DONE);
                ended(copy);
            }
        }
    }

    private void ended(TableCopy copy) {
        copies.remove(copy.id());
        slots.removeIf(slot -> slot.copy == copy);
        ended.add(copy);
        endedNews.add(copy);
        stateChanged = true;
    }

    private void tell(Output output) {
        long now = System.nanoTime();
        begunNews.forEach(copy -> output.began(copy.progress(true, now)));
        begunNews.clear();
        endedNews.forEach(copy -> output.ended(copy.id(), copy.progress(true, now), copy.failure()));
        endedNews.clear();
    }

    private void emitState(Output output) {
        if (stateChanged) {
            stateChanged = false;
            nextState();
            output.state(state);
        }
    }

    private void plan(StreamPlace place) {
        int most = settings.connections() + CHUNKS_AHEAD;
        for (TableCopy copy : copies.values()) {
            while (slots.size() < most && !copy.isPaused() && !copy.isExhausted()) {
                slots.add(new Slot(copy, null, place));
            }
        }
    }

    private void failures(StreamPlace place) {
        for (Slot slot : List.copyOf(slots)) {
            BinlogFailure failure = slot.failure;
            if (slot.state == Slot.State.FAILED && failure != null) {
                int failures = slot.copy.failedAgain();
                if (!SelectFailures.mayPass(failure) || failures > MOST_FAILURES) {
                    failed(slot.copy, failure);
                } else {
                    if (SelectFailures.isOfDefinition(failure)) {
                        restart(slot.copy);
                    } else {
                        slot.again(slot.range, place);
                    }
                    slot.copy.rest(System.nanoTime()
                            + settings.backoff().delay(failures).toNanos());
                }
            }
        }
    }

    private void failed(TableCopy copy, BinlogFailure failure) {
        String message = "The snapshot of table " + copy.table() + " cannot go on: " + failure.getMessage();
        if (copy.id().startsWith(INITIAL)) {
            throw new BinlogFailure(BinlogFailure.Kind.SERVER_ERROR, message, failure);
        }
        copy.fail(new SourceException(message, failure));
        ended(copy);
    }

    // The threads that read rows

    /** A chunk that a thread is to read. */
    record Task(
            Slot slot,
            SnapshotTable wanted,
            StreamPlace low,
            @Nullable Range range,
            @Nullable TablePlan plan,
            long rows,
            long generation,
            long session,
            SourceServer server) {}

    /** Waits for a chunk to read; empty when there will be none any more. */
    Optional<Task> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long now = System.nanoTime();
                long wait = throttle.nanosToWait(now);
                SourceServer from = server;
                if (wait == 0 && from != null) {
                    Slot slot = firstWaiting(now);
                    if (slot != null) {
                        return Optional.of(task(slot, from));
                    }
                }
                work.await(wait > 0 ? wait : IDLE_NANOS, TimeUnit.NANOSECONDS);
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static final long IDLE_NANOS = 50_000_000L;

    private @Nullable Slot firstWaiting(long now) {
        for (Slot slot : slots) {
            boolean free = slot.range != null || (!slot.copy.isClaiming() && !slot.copy.isExhausted());
            if (slot.state == Slot.State.WAITING && free && slot.copy.isRested(now)) {
                return slot;
            }
        }
        return null;
    }

    private Task task(Slot slot, SourceServer from) {
        TableCopy copy = slot.copy;
        slot.state = Slot.State.READING;
        if (slot.range == null) {
            copy.claiming(true);
        }
        return new Task(
                slot,
                copy.wanted(),
                slot.low,
                slot.range,
                copy.plan(),
                copy.size.rows(),
                copy.generation(),
                session,
                from);
    }

    /** Learns how a table is read; false if that is worth nothing any more. */
    boolean planned(Task task, TablePlan plan) {
        return ifCurrent(task, () -> {
            if (plan.isOnePass()) {
                LOG.warn(
                        "Pipeline '{}': table {} has no key: it is read in one pass, from its beginning after each failure, and"
                                + " a row that is changed meanwhile may be delivered in its former version after the change",
                        pipeline,
                        task.wanted());
            }
            task.slot().copy.plan(plan, System.nanoTime());
        });
    }

    /** Returns where the next range of the task's table begins. */
    @Nullable
    KeyValue cursor(Task task) {
        lock.lock();
        try {
            return task.slot().copy.cursor();
        } finally {
            lock.unlock();
        }
    }

    /** Learns which range a thread has taken. */
    boolean claimed(Task task, Range range) {
        return ifCurrent(task, () -> {
            task.slot().range = range;
            task.slot().copy.claimed(range);
            task.slot().copy.claiming(false);
            work.signalAll();
        });
    }

    /** Learns that there is no such table. */
    void gone(Task task) {
        ifCurrent(task, () -> {
            TableCopy copy = task.slot().copy;
            LOG.warn(
                    "Pipeline '{}': table {} is not there any more; its snapshot has ended after {} rows",
                    pipeline,
                    copy.table(),
                    copy.state().rows());
            slots.removeIf(slot -> slot.copy == copy);
            copy.claimed(Range.ALL);
        });
        wake.run();
    }

    /** Learns what was read. */
    void read(Task task, Chunk chunk, long nanos) {
        throttle.read(chunk.rows().size(), chunk.rows().totalBytes(), System.nanoTime());
        ifCurrent(task, () -> {
            task.slot().chunk = chunk;
            task.slot().state = Slot.State.READ;
            task.slot().copy.size.learn(chunk.rows().size(), chunk.rows().totalBytes(), nanos);
        });
        wake.run();
    }

    /** Learns that a chunk could not be read. */
    void failed(Task task, BinlogFailure failure) {
        ifCurrent(task, () -> {
            if (task.slot().range == null) {
                task.slot().copy.claiming(false);
            }
            task.slot().failure = failure;
            task.slot().state = Slot.State.FAILED;
        });
        wake.run();
    }

    /** Waits until what was read of a task is delivered and more is wanted; false if none is any more. */
    boolean awaitDelivery(Task task) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (isCurrent(task)) {
                if (task.slot().state == Slot.State.READING) {
                    return true;
                }
                work.await(IDLE_NANOS, TimeUnit.NANOSECONDS);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent(Task task) {
        return ifCurrent(task, () -> {});
    }

    private boolean ifCurrent(Task task, Runnable action) {
        lock.lock();
        try {
            boolean current = !closed
                    && session == task.session()
                    && task.slot().copy.generation() == task.generation()
                    && slots.contains(task.slot());
            if (current) {
                action.run();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    // Whoever asks

    /** Adds a copy, unless there is one of that name. */
    public void add(String id, SnapshotTable table) {
        locked(() -> {
            boolean known = copies.containsKey(id)
                    || ended.stream().anyMatch(copy -> copy.id().equals(id));
            if (!known) {
                add(CopyState.of(id, table));
                stateChanged = true;
                refresh();
            }
        });
        wake.run();
    }

    /** Holds a copy back, or lets it go on. */
    public void pause(String id, boolean value) {
        with(id, copy -> {
            stateChanged |= copy.isPaused() != value;
            copy.paused(value);
        });
    }

    /** Ends a copy. */
    public void cancel(String id) {
        with(id, copy -> {
            copy.end(State.CANCELLED);
            ended(copy);
        });
    }

    private void with(String id, Consumer<TableCopy> action) {
        locked(() -> {
            TableCopy copy = copies.get(id);
            if (copy != null) {
                action.accept(copy);
                refresh();
            }
        });
        wake.run();
    }

    /** Returns how far all copies are, the ended ones too. */
    public List<SnapshotProgress> progress() {
        List<SnapshotProgress> all = new ArrayList<>();
        locked(() -> {
            long now = System.nanoTime();
            ended.forEach(copy -> all.add(copy.progress(server != null, now)));
            copies.values().forEach(copy -> all.add(copy.progress(server != null, now)));
        });
        return all;
    }

    /** Returns how far a copy is; empty if there is none of that name. */
    public Optional<SnapshotProgress> progress(String id) {
        return find(id).map(copy -> copy.progress(isConnected(), System.nanoTime()));
    }

    /** Returns why a copy has failed; empty if it has not. */
    public Optional<TributaryException> failure(String id) {
        return find(id).flatMap(TableCopy::failure);
    }

    private boolean isConnected() {
        lock.lock();
        try {
            return server != null;
        } finally {
            lock.unlock();
        }
    }

    private Optional<TableCopy> find(String id) {
        lock.lock();
        try {
            TableCopy copy = copies.get(id);
            return copy != null
                    ? Optional.of(copy)
                    : ended.stream().filter(one -> one.id().equals(id)).findFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the threads; their connections are closed by whoever made them. */
    @Override
    public void close() {
        locked(() -> {
            closed = true;
            work.signalAll();
        });
        workers.forEach(Thread::interrupt);
        for (Thread worker : workers) {
            try {
                worker.join(Duration.ofSeconds(2).toMillis());
            } catch (InterruptedException breakOff) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private List<Slot> slotsOf(TableCopy copy) {
        return slots.stream().filter(slot -> slot.copy == copy).toList();
    }

    private boolean hasSlots(TableCopy copy) {
        for (Iterator<Slot> all = slots.iterator(); all.hasNext(); ) {
            if (all.next().copy == copy) {
                return true;
            }
        }
        return false;
    }

    /** Whether all copies that were begun with have ended. Any thread. */
    public boolean isInitialDone() {
        lock.lock();
        try {
            return copies.keySet().stream().noneMatch(id -> id.startsWith(INITIAL));
        } finally {
            lock.unlock();
        }
    }

    private void refresh() {
        active = !copies.isEmpty() || stateChanged || !endedNews.isEmpty() || !begunNews.isEmpty();
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
