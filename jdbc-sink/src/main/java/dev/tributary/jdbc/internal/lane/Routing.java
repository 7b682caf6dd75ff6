package dev.tributary.jdbc.internal.lane;

import dev.tributary.TableChange;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;

/**
 * Makes work of records and gives it to lanes. Confined to the writer's thread.
 *
 * @param <T> the type of the elements
 * @param <W> the kind of work
 */
public interface Routing<T, W extends Work> {

    /** Gives the work of a record to its lane. */
    void route(StreamRecord<T> record, Lanes<W> lanes) throws InterruptedException;

    /** Takes a change of a table as a whole. */
    void tableChanged(Split split, TableChange change, Lanes<W> lanes) throws InterruptedException;
}
