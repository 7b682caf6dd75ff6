package dev.tributary.spi;

import dev.tributary.TableChange;
import dev.tributary.Transaction;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Writes to a sink for one run of a pipeline. All calls come from one thread, but for {@link #abort}.
 *
 * <p>Records come in the order of their splits, and between them positions. A writer may hold records back, write them
 * in parallel, and learn late that they are stored. It reports through {@link SinkContext#durable} once everything that
 * came before a position is stored for good; it need not report each position, but closes batches by age of its own
 * accord, so that what is written becomes durable though nothing follows.
 *
 * @param <T> the type of the elements
 */
public interface SinkWriter<T> extends AutoCloseable {

    /**
     * Takes a record. Returns at once, or blocks while the writer holds as many bytes as it may.
     *
     * @throws dev.tributary.TributaryException if writing cannot go on; also thrown for an earlier record
     */
    void write(StreamRecord<T> record) throws InterruptedException;

    /**
     * Takes a position that covers every record of its split that came before. May block as {@link #write} may.
     *
     * @throws dev.tributary.TributaryException if writing cannot go on
     */
    void advance(Split split, Position position) throws InterruptedException;

    /** Takes the beginning of a transaction; by default nothing is done with it. */
    default void transactionBegan(Split split, Transaction transaction) {}

    /** Takes the commit of a transaction; by default nothing is done with it. */
    default void transactionCommitted(Split split, Transaction transaction) {}

    /** Takes a change of a table as a whole; by default nothing is done with it. A sink documents what it does. */
    default void tableChanged(Split split, TableChange change) throws InterruptedException {}

    /**
     * Stores everything that was taken, and returns when it is stored and reported. A writer that stores positions with the
     * data may leave out what no position covers yet.
     *
     * @param deadline the longest wait
     * @return whether everything was stored in time
     * @throws dev.tributary.TributaryException if something cannot be stored
     */
    boolean flush(Duration deadline) throws InterruptedException;

    /**
     * Returns the positions that are stored with the data, in their encoded form: of each split the lowest, where lanes
     * of the writer differ. The pipeline reads again from there, and the writer leaves out what it has.
     */
    default Map<Split, String> stored(Set<Split> splits) throws InterruptedException {
        return Map.of();
    }

    /**
     * Returns whether the writer stores positions where the source keeps its own, such as the offsets of a consumer group. They
     * are not acknowledged to the source then, and the run begins where the source says.
     */
    default boolean commitsForSource() {
        return false;
    }

    /** Breaks off whatever the writer is doing, so that any blocked call ends at once, by an exception. Thread-safe. */
    void abort();

    /** Closes all it has opened and ends its threads. Stores nothing any more. Idempotent; takes at most a few seconds. */
    @Override
    void close();
}
