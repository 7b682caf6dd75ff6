package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.StreamRecord;
import java.util.Optional;

/** A piece of work for a lane. */
public interface Work {

    /** Returns the record that it stores, which may be rejected; empty for work that must not fail. */
    Optional<StreamRecord<?>> record();

    /** Returns what it is, as a part of an error message, without values of rows: {@code the row of shop.orders from …}. */
    String describe();
}
