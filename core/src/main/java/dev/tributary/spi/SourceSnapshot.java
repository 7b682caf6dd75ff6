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
     * Returns the positions that cover its last row, by split; empty until it was read to its end. A position that the pipeline has
     * saved covers these only if it says that the snapshot is done. They are known before the first such position is
     * delivered, so that a pipeline that has saved that one can tell.
     */
    Map<Split, Position> end();

    /** Returns why it has failed by itself, while the reader goes on. */
    default Optional<TributaryException> failure() {
        return Optional.empty();
    }
}
