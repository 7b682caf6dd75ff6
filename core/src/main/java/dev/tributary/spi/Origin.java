package dev.tributary.spi;

import java.time.Instant;

/**
 * Where a record came from: a place in a binlog, or a topic's partition and offset. {@code toString()} prints it as a
 * person would look for it, in one line.
 *
 * <p>Implementations are immutable.
 */
public interface Origin {

    /** Returns when the record came to be: the commit time of its transaction, or its timestamp in the topic. */
    Instant time();
}
