package dev.tributary.binlog.internal.snapshot;

import dev.tributary.ChangeEvent;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.TributaryException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.spi.RecordBlock;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

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
 * worthless that was not delivered: it is read again. A table that is not found may only have another name: that too counts
 * when the stream has come as far, and has not told.
 *
 * <p>What the reader's thread does says so; all else is thread-safe.
 */
public final class Snapshots implements AutoCloseable {

    /** What the reader does with what is to be delivered. */
    public interface Output {

        /** Takes rows of a table. */
        void rows(TableId table, RecordBlock<ChangeEvent> block, long bytes);

        /** Takes the state behind all that came before. */
        void state(SnapshotState state);

        /** Learns that a copy has begun, in this run of the reader. */
        void began(SnapshotProgress progress);

        /** Learns that a copy has ended, at the last state. */
        void ended(String id, SnapshotProgress progress, Optional<TributaryException> failure);
    }

    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    /** Begins the names of copies that the source was built with: the pipeline fails when one of them does. */
    static final String INITIAL = "initial:";

    private final SnapshotSettings settings;
    private final ThreadFactory threads;
    private final Throttle throttle;
    private final Runnable wake;
    private final ChunkLine line;
    private final Copies copies;
    private final SnapshotStep steps;
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean active;

    /**
     * @param run tells this run of the reader from all others
     * @param wake makes the reader call {@link #step} soon
     * @param threads makes the threads that read rows
     */
    public Snapshots(
            String pipeline, Split split, SnapshotSettings settings, String run, Runnable wake, ThreadFactory threads) {
        this.settings = settings;
        this.threads = threads;
        this.throttle = new Throttle(settings.rowsPerSecond(), settings.bytesPerSecond());
        this.wake = wake;
        this.line = new ChunkLine(pipeline, throttle, wake);
        this.copies = new Copies(run);
        this.steps = new SnapshotStep(split, settings, line, copies);
    }

    private void locked(Runnable action) {
        line.locked(() -> {
            action.run();
            active = copies.isActive();
        });
    }

    // The session of the stream

    /**
     * Begins with what a position says of copies. On the reader's thread.
     *
     * @param initial what to begin besides
     * @return the state that the position is to have
     */
    public SnapshotState begin(SnapshotState saved, List<SnapshotTable> initial) {
        locked(() -> {
            copies.begin(saved);
            saved.copies().forEach(copy -> copies.goOn(new TableCopy(copy, size())));
            for (SnapshotTable table : initial) {
                copies.add(new TableCopy(CopyState.of(INITIAL + table.table(), table), size()));
                copies.changed();
            }
            copies.takeState();
        });
        return line.locked(copies::state);
    }

    /**
     * Begins once more with everything, since the stream has lost its place. On the reader's thread.
     *
     * @param initial what to begin besides what was asked for meanwhile
     * @return the state that the position is to have
     */
    public SnapshotState beginAnew(List<SnapshotTable> initial) {
        locked(() -> {
            copies.open().forEach(this::startOver);
            copies.forget(copy -> copy.id().startsWith(INITIAL));
        });
        return begin(SnapshotState.NONE, initial);
    }

    private ChunkSize size() {
        return new ChunkSize(Math.min(settings.chunkRows(), throttle.mostRows()));
    }

    /** Learns where the stream is read from now. On the reader's thread. */
    public void connected(SourceServer to) {
        locked(() -> {
            line.connect(to);
            copies.ignoringCase(to.ignoresLetterCase());
        });
    }

    /** Learns that the stream is lost. On the reader's thread. */
    public void disconnected() {
        locked(() -> {
            line.connect(null);
            copies.open().forEach(TableCopy::reset);
        });
    }

    // The stream

    /** Whether there is anything to do. Any thread. */
    public boolean isActive() {
        return active;
    }

    /** Learns of rows that the stream has changed. On the reader's thread. */
    public void rowsChanged(BinlogEvent event, TableDecoder decoder) {
        if (active) {
            locked(() -> copies.of(decoder.schema().table()).stream()
                    .filter(line::has)
                    .forEach(copy -> rowsChanged(copy, event, decoder)));
        }
    }

    private void rowsChanged(TableCopy copy, BinlogEvent event, TableDecoder decoder) {
        TablePlan plan = copy.plan();
        RowIdentity identity = plan == null ? RowIdentity.ofKey(decoder.schema()) : plan.identity();
        boolean known = identity != null && copy.changed().add(event, decoder, identity);
        if (!known && (plan == null || plan.identity() != null)) {
            line.of(copy).forEach(slot -> slot.outdated = true);
        } else if (copy.changed().isFull()) {
            settle(copy);
        }
    }

    /** Applies the changes so far to what has been read, and forgets them. */
    private void settle(TableCopy copy) {
        for (Slot slot : line.of(copy)) {
            Chunk chunk = slot.chunk;
            if (slot.state == Slot.State.READ && chunk != null && !slot.outdated) {
                chunk.drop(copy.changed(), slot.since);
                slot.since = copy.changed().now();
            } else {
                slot.outdated = true;
            }
        }
        copy.changed().forget(copy.changed().now());
    }

    /** Learns that the stream has a statement that alters, empties or creates a table. On the reader's thread. */
    public void tableChanged(TableId table) {
        if (active) {
            locked(() -> copies.of(table).forEach(line::restart));
        }
    }

    /** Learns that the stream drops a table or gives it a name that is not captured. On the reader's thread. */
    public void tableLost(TableId table) {
        if (active) {
            locked(() -> copies.of(table).forEach(this::startOver));
        }
    }

    /** Learns that the stream renames a table, which is captured under its new name too. On the reader's thread. */
    public void tableRenamed(TableId from, TableId to) {
        if (active) {
            locked(() -> copies.of(from).forEach(copy -> {
                line.restart(copy);
                copy.renamed(to);
                copies.changed();
            }));
        }
    }

    /** Learns that the stream drops a database. On the reader's thread. */
    public void databaseChanged(String database) {
        if (active) {
            locked(() -> copies.ofDatabase(database).forEach(this::startOver));
        }
    }

    /** If there is a table of that name later, it is another one, which may have got its rows under another name. */
    private void startOver(TableCopy copy) {
        line.remove(copy);
        copy.startOver();
        copies.changed();
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
        startReaders();
        locked(() -> steps.take(place, serverId, output));
    }

    private void startReaders() {
        while (readers.size() < settings.connections()) {
            Thread thread = threads.newThread(new ChunkReader(line, settings.connections() == 1));
            readers.add(thread);
            thread.start();
        }
    }

    // Whoever asks

    /** Adds a copy, unless there is or was one of that name. */
    public void add(String id, SnapshotTable table) {
        locked(() -> {
            if (copies.add(new TableCopy(CopyState.of(id, table), size()))) {
                copies.changed();
            }
        });
        wake.run();
    }

    /** Holds a copy back, or lets it go on. */
    public void pause(String id, boolean value) {
        with(id, copy -> {
            if (copy.isPaused() != value) {
                copy.paused(value);
                copies.changed();
            }
        });
    }

    /** Ends a copy. */
    public void cancel(String id) {
        with(id, copy -> {
            line.remove(copy);
            copies.end(copy, State.CANCELLED);
        });
    }

    private void with(String id, Consumer<TableCopy> action) {
        locked(() -> {
            TableCopy copy = copies.find(id);
            if (copy != null && !copy.hasEnded()) {
                action.accept(copy);
            }
        });
        wake.run();
    }

    /** Returns how far all copies are, the ended ones too. */
    public List<SnapshotProgress> progress() {
        return line.locked(() -> copies.progress(line.isConnected(), System.nanoTime()));
    }

    /** Returns how far a copy is; empty if there is none of that name. */
    public Optional<SnapshotProgress> progress(String id) {
        return line.locked(() ->
                Optional.ofNullable(copies.find(id)).map(copy -> copy.progress(line.isConnected(), System.nanoTime())));
    }

    /** Returns why a copy has failed; empty if it has not. */
    public Optional<TributaryException> failure(String id) {
        return line.locked(() -> Optional.ofNullable(copies.find(id)).flatMap(TableCopy::failure));
    }

    /** Whether all copies that were begun with have ended. */
    public boolean isInitialDone() {
        return line.locked(
                () -> copies.open().stream().noneMatch(copy -> copy.id().startsWith(INITIAL)));
    }

    /** Ends the threads, once their connections are broken off. */
    @Override
    public void close() {
        line.locked(line::close);
        readers.forEach(Thread::interrupt);
        try {
            for (Thread reader : readers) {
                reader.join(END_LIMIT.toMillis());
            }
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
        }
    }
}
