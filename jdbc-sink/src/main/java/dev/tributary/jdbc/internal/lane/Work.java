package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Origin;
import dev.tributary.spi.StreamRecord;
import java.util.List;
import java.util.Optional;

/** A piece of work for a lane. */
public interface Work {

    /** Returns the record that it stores, which may be rejected; empty for work that must not fail. */
    Optional<StreamRecord<?>> record();

    /** Returns where it came from. */
    Origin origin();

    /** Returns a hash of the key that it must stay in order with, the same in every run; see {@link KeyHash}. */
    int keyHash();

    /** Returns what {@link Lanes#gather} can bring into one lane: the source's table; empty if there is none. */
    String group();

    /** Returns the keys of the rows that it writes; none where it writes all. */
    List<?> keys();

    /** Returns whether doing it a second time, before what follows it, changes nothing. */
    boolean isRepeatable();

    /** Returns whether nothing is left, once this is done, of what a piece of work before it has stored. */
    default boolean undoes(Work earlier) {
        return false;
    }

    /** Returns what it is, as a part of an error message, without values of rows: {@code the row of shop.orders from …}. */
    String describe();
}
