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
     * Opens a reader, on the thread that will use it. Connecting, and checking what the far end must have, is left to the
     * first {@link SourceReader#poll}, which {@link SourceReader#abort} can break off; this must return at once.
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
