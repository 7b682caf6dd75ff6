package dev.tributary.kafka.internal;

/**
 * How many bytes a transactional writer may hold: all until the brokers acknowledge them, and far fewer that its sender has
 * yet to send. A sender that is slower than the pipeline's thread would else find its whole budget waiting as objects that
 * outlive the young generation, and the collector would take more of the processor than the sending. The few are enough to
 * go on with while a transaction is committed. As thread-safe as {@link ByteBudget}.
 */
final class SendRoom {

    private static final long UNSENT_BYTES = 2 << 20;

    private final ByteBudget all;
    private final ByteBudget unsent;

    /** @param bytes that may be held until they are acknowledged */
    SendRoom(long bytes) {
        all = new ByteBudget(bytes);
        unsent = new ByteBudget(Math.min(bytes, UNSENT_BYTES));
    }

    /** Returns whether {@link #take} would not wait. The taking thread only. */
    boolean isThereFor(int bytes) {
        return all.hasRoom(bytes) && unsent.hasRoom(bytes);
    }

    /**
     * Takes bytes of a message that is to be sent, and waits until there is room.
     *
     * @throws RuntimeException what {@link #end} was given
     */
    void take(int bytes) throws InterruptedException {
        all.take(bytes);
        unsent.take(bytes);
    }

    /** Learns that messages were sent. */
    void sent(long bytes) {
        unsent.release(bytes);
    }

    /** Learns that a message is stored, or never will be. */
    void completed(int bytes) {
        all.release(bytes);
    }

    /** Makes every call of {@link #take} throw from now on; returns whether this was the first. */
    boolean end(RuntimeException cause) {
        boolean first = all.end(cause);
        unsent.end(cause);
        return first;
    }

    /**
     * Throws what {@link #end} was given, if it was.
     *
     * @throws RuntimeException that
     */
    void ensureOpen() {
        all.ensureOpen();
    }
}
