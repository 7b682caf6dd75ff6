package dev.tributary.spi;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads a source for one run of a pipeline. All calls come from one thread, but for {@link #bytesBehind}, {@link #snapshot},
 * {@link #snapshots}, {@link #wakeup} and {@link #abort}.
 *
 * <p>A reader asks {@link SourceContext#assigned} where to begin a split before it delivers anything of it, and marks
 * the place where it begins by {@link Batch.Builder#advanced} before the split's first record.
 *
 * @param <T> the type of the elements
 */
public interface SourceReader<T> extends AutoCloseable {

    /**
     * Returns what there is to read, waiting for it up to a limit. An empty batch means that nothing came in time.
     * Connections that are lost are made anew inside, as far as that can help.
     *
     * @param timeout the longest wait
     * @throws dev.tributary.TributaryException if reading cannot go on
     */
    Batch<T> poll(Duration timeout) throws InterruptedException;

    /**
     * Learns that everything up to these positions is stored for good. A source whose far end keeps positions saves them
     * there.
     */
    void acknowledge(Map<Split, Position> durable);

    /**
     * Returns the end of each split that is assigned now: a position that covers all that was written before the call.
     *
     * @throws dev.tributary.RetriableException if the far end cannot be asked now
     */
    Map<Split, Position> end() throws InterruptedException;

    /**
     * Is called at least once a second while the pipeline has no room for another batch, is paused, or ends, so that the far
     * end does not take the reader for dead. Must not read on.
     */
    default void idle() throws InterruptedException {}

    /**
     * Returns about how many bytes the far end has that were not read yet; empty where that is not known now. Never waits.
     * Thread-safe.
     */
    default OptionalLong bytesBehind() {
        return OptionalLong.empty();
    }

    /**
     * Begins to read rows that are there already beside the stream: they are delivered in one order with the changes. Returns at
     * once, may be called before the first {@link #poll}, leaves to the snapshot what can go wrong with the table, and calls
     * nothing of the {@link SourceContext}. Thread-safe.
     *
     * @param id tells it from other snapshots. One that is known, also from the position at which this reader began, is the
     *     snapshot that exists, which goes on
     * @throws UnsupportedOperationException if the source takes no snapshots
     * @throws dev.tributary.ConfigurationException if it takes none of this table
     */
    default SourceSnapshot snapshot(String id, SnapshotTable table) {
        throw new UnsupportedOperationException("It takes no snapshots");
    }

    /**
     * Returns how far its snapshots are, in their order, whoever asked for them: those that have not ended, and those that have
     * ended since the reader was opened. Never waits. Thread-safe.
     */
    default List<SnapshotProgress> snapshots() {
        return List.of();
    }

    /** Makes a {@link #poll} that is waiting return soon, perhaps empty. Thread-safe. */
    void wakeup();

    /** Breaks off whatever the reader is doing, so that any blocked call ends at once, by an exception. Thread-safe. */
    void abort();

    /** Closes all it has opened and ends its threads. Idempotent; takes at most a few seconds. */
    @Override
    void close();
}
