package dev.tributary.jdbc.internal.statement;

import dev.tributary.jdbc.internal.lane.Work;
import dev.tributary.spi.StreamRecord;
import java.util.Optional;

/** An element for the statement. */
record StatementWork<T>(StreamRecord<T> element) implements Work {

    @Override
    public Optional<StreamRecord<?>> record() {
        return Optional.of(element);
    }

    @Override
    public String describe() {
        return "the " + element;
    }
}
