package dev.tributary.spi;

import dev.tributary.SnapshotProgress;
import dev.tributary.TributaryException;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot that a {@link SourceReader} takes. No call waits or throws, also when the reader is closed: the snapshot then
 * stays as it was. None calls the {@link SourceContext}. Thread-safe.
 */
public interface SourceSnapshot {

    /** Returns how far it is. */
    SnapshotProgress progress();

    /** Holds reading back, until {@link #resume()}. */
    void pause();

    /** Lets reading go on. */
    void resume();

    /** Ends it: it is no part of any position that is delivered from now on. */
    void cancel();

    /**
     * Returns the positions that cover its end, by split: behind its last row, or where it was cancelled; empty until then. A
     * position that the pipeline has saved covers these only if it says that the snapshot has ended. They are known before the
     * first such position is delivered, so that a pipeline that has saved that one can tell.
     */
    Map<Split, Position> end();

    /** Returns why it has failed by itself, while the reader goes on. */
    default Optional<TributaryException> failure() {
        return Optional.empty();
    }
}
