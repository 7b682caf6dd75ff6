package dev.tributary.internal.runtime;

import dev.tributary.spi.StreamRecord;

/** Where a step passes records on: the next step, or a sink's place in the run. */
@FunctionalInterface
interface Outlet<T> {

    /** Passes a record on. Throws what a function of the host throws. */
    void accept(StreamRecord<T> record);
}
