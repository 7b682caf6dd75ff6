package dev.tributary.spi;

import java.util.Set;

/**
 * The definition of where elements come from. Immutable and thread-safe: each start of a pipeline opens a reader of its
 * own.
 *
 * @param <T> the type of the elements
 */
public interface Source<T> {

    /** Returns what it reads, for messages: {@code MySQL db.internal:3306}. */
    String describe();

    /**
     * Opens a reader, on the thread that will use it. May connect, and check that what it needs is there.
     *
     * @throws dev.tributary.ConfigurationException if the far end must be changed first
     * @throws dev.tributary.RetriableException if the far end cannot be reached
     */
    SourceReader<T> open(SourceContext context) throws InterruptedException;

    /**
     * Reads what {@link Position#encode} made.
     *
     * @throws dev.tributary.CheckpointException if it is of a version or kind that this source cannot read
     */
    Position decodePosition(String encoded);

    /**
     * Returns whether the far end keeps the positions that its reader acknowledges, as a Kafka consumer group does, so
     * that the pipeline needs no other place for them.
     */
    default boolean keepsPositions() {
        return false;
    }

    /** Returns what this source gives. */
    default Set<Trait> gives() {
        return Set.of();
    }
}
