package dev.tributary.spi;

import java.util.Set;

/**
 * The definition of where elements go. Immutable and thread-safe: each start of a pipeline opens a writer of its own.
 *
 * @param <T> the type of the elements
 */
public interface Sink<T> {

    /** Returns where it writes, for messages: {@code Kafka kafka:9092}. */
    String describe();

    /**
     * Opens a writer, on the thread that will use it. May connect, and check that what it needs is there; leaves within
     * two seconds of an interrupt.
     *
     * @throws dev.tributary.ConfigurationException if the far end must be changed first
     * @throws dev.tributary.RetriableException if the far end cannot be reached
     */
    SinkWriter<T> open(SinkContext context) throws InterruptedException;

    /**
     * Returns whether the writer stores positions together with the data. The pipeline then begins where
     * {@link SinkWriter#stored} says.
     */
    default boolean keepsPositions() {
        return false;
    }

    /** Returns what this sink cannot do without. */
    default Set<Trait> needs() {
        return Set.of();
    }
}
