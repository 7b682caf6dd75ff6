package dev.tributary.spi;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;

/** What the runtime does for a {@link SinkWriter}. Thread-safe. */
public interface SinkContext {

    /** Returns the pipeline's name. */
    String pipeline();

    /** Returns which of the pipeline's runs this is, where several share its splits and each has a writer of its own. */
    default Member member() {
        return Member.ONLY;
    }

    /**
     * Learns that everything of a split up to a position is stored for good. Positions of a split are reported in their
     * order.
     */
    void durable(Split split, Position position);

    /**
     * Learns that the writer cannot go on; the pipeline will close it. To be used where no call is there to throw from.
     */
    void failed(Throwable cause);

    /**
     * Hands over a record that cannot be stored while others can. Returns when the pipeline's error policy has it skipped
     * or kept as a dead letter: the writer then treats it as stored.
     *
     * @throws dev.tributary.TributaryException if the policy is to fail: the writer must not go on
     */
    void rejected(StreamRecord<?> record, Throwable cause) throws InterruptedException;

    /** Learns that something was tried again, for the metrics. */
    void retried(Throwable cause);

    /**
     * Learns how the writer does something, for {@link dev.tributary.PipelineStatus#sinks()}; what it tells of the same thing later
     * takes its place. By default nothing is done with it.
     *
     * @param what it does, as text for people
     * @param how it does that
     */
    default void explained(String what, String how) {}

    /** Returns how many bytes of records the writer may hold at once. */
    long byteBudget();

    /**
     * Returns what the pipeline reads, if this sink is all that it writes to, dead letters aside. A writer may then store
     * positions where the source keeps its own: {@link SinkWriter#commitsForSource}.
     */
    default Optional<Source<?>> soleSource() {
        return Optional.empty();
    }

    /**
     * Reads what {@link Position#encode} made of a position of the source, for a writer that stores positions. By default it
     * throws {@link UnsupportedOperationException}: a context that gives its writer no positions has none to read.
     *
     * @throws dev.tributary.CheckpointException if the source cannot read it
     */
    default Position decodePosition(String encoded) {
        throw new UnsupportedOperationException("No positions are given to this writer");
    }

    /**
     * Asks where the source ends now: the answer gives for each split that is read a position before which all lies that the
     * source has at this moment. It comes when the source has told, and not at all where nobody knows, as by default; it fails
     * where the source cannot tell now, and may be asked again.
     */
    default CompletableFuture<Map<Split, Position>> sourceEnd() {
        return new CompletableFuture<>();
    }

    /** Returns a factory of daemon threads that carry the pipeline's name. */
    ThreadFactory threads();
}
