package dev.tributary.scripted;

/** The calls on a source, a sink or a checkpoint store at which a {@link Script} can act. */
public enum Call {
    OPEN,
    POLL,
    ACKNOWLEDGE,
    END,
    IDLE,
    CLOSE,
    /** A source is asked for a snapshot. */
    SNAPSHOT,
    /** A snapshot that runs adds a chunk. */
    CHUNK,
    WRITE,
    ADVANCE,
    BEGAN,
    COMMITTED,
    TABLE_CHANGED,
    FLUSH,
    STORED,
    /** A sink has stored something, and has not reported it yet. */
    REPORT,
    LOAD,
    SAVE
}
