package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work in the queue of a lane. {@link LaneQueues} guards what can change, but for {@code rejected}, which is of
 * the thread that has taken it.
 */
final class Entry<W extends Work> {

    /** Its number in the order of the source, over all lanes. */
    final long number;

    final Split split;
    final W work;
    final long bytes;
    final long arrivedNanos;

    /** The newest position of its split when it came: it is covered by the next other one. */
    final @Nullable Position before;

    /** The next of its split in its lane. */
    @Nullable
    Entry<W> next;

    /** Whether it is done with, because the error policy has it. */
    boolean rejected;

    Entry(long number, Split split, W work, long bytes, @Nullable Position before) {
        this.number = number;
        this.split = split;
        this.work = work;
        this.bytes = bytes;
        this.before = before;
        this.arrivedNanos = System.nanoTime();
    }
}
