package dev.tributary.kafka.internal.format;

import dev.tributary.kafka.ChangeFormat;

/** A writer that can use the arrays of its values again. */
public interface ReusingWriter extends ChangeFormat.Writer {

    /** Learns that nobody needs the values that it returned so far; if this is never called, all stay as they are. */
    void release();
}
