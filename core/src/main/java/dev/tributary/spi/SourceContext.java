package dev.tributary.spi;

import dev.tributary.SnapshotProgress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * What the runtime does for a {@link SourceReader}. To be called on the reader's thread, except where it says else. Calls
 * fail once the pipeline has ended for another reason; what they throw then is of no interest.
 */
public interface SourceContext {

    /** Returns the pipeline's name. */
    String pipeline();

    /** Returns which of the pipeline's runs this is, where several share its splits. Any thread. */
    default Member member() {
        return Member.ONLY;
    }

    /**
     * Tells that splits will be read from now on, and learns where to begin. A split that is missing from the answer has
     * no saved position: it begins where the source's own setting says.
     */
    Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException;

    /**
     * Tells that splits will be read by another process soon: stores what the steps and sinks have taken of them, up to the
     * next position that follows, and waits for it; what is only queued is dropped. If that is not done in time, the
     * pipeline breaks off what its sinks hold, and opens source and sinks anew.
     *
     * @param deadline the longest wait
     * @return how far each split is stored; one that has no position is missing
     */
    Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException;

    /**
     * Tells that splits are read by another process already: nothing of them may be stored or acknowledged any more. The
     * pipeline breaks off what its sinks hold, and opens source and sinks anew; this throws.
     */
    void lost(Set<Split> splits) throws InterruptedException;

    /** Tells that the far end was lost and will be tried again after a delay. Any thread. */
    void reconnecting(Throwable cause, Duration delay);

    /** Tells that the far end is there, again or for the first time. Any thread. */
    void connected(String farEnd);

    /**
     * Tells that the far end no longer has what follows the saved position, and that the reader begins anew, with all that is
     * there now. Any thread.
     */
    default void positionLost(Throwable cause) {}

    /** Tells that a snapshot of a table begins to be read, or goes on after a restart. Any thread. */
    default void snapshotBegan(SnapshotProgress progress) {}

    /** Tells that a snapshot of a table was read to its end, or cancelled. Any thread. */
    default void snapshotEnded(SnapshotProgress progress) {}

    /** Tells that a snapshot of a table has failed by itself, while the reader goes on. Any thread. */
    default void snapshotFailed(SnapshotProgress progress, Throwable cause) {}

    /**
     * Returns whether a sink keeps positions together with what it stores, so that nothing may be delivered twice behind
     * one. Any thread.
     */
    boolean isExactlyOnce();

    /** Returns a factory of daemon threads that carry the pipeline's name. Any thread. */
    ThreadFactory threads();
}
