package dev.tributary.jdbc.internal.statement;

import dev.tributary.jdbc.internal.lane.KeyHash;
import dev.tributary.jdbc.internal.lane.Work;
import dev.tributary.spi.Origin;
import dev.tributary.spi.StreamRecord;
import java.util.List;
import java.util.Optional;

/**
 * An element for the statement.
 *
 * @param exact whether its lane must be found again by a later run
 */
record StatementWork<T>(StreamRecord<T> element, boolean exact) implements Work {

    @Override
    public Optional<StreamRecord<?>> record() {
        return Optional.of(element);
    }

    @Override
    public int keyHash() {
        Object key = element.key();
        return key == null ? 0 : KeyHash.of(key, exact);
    }

    @Override
    public Origin origin() {
        return element.origin();
    }

    @Override
    public List<?> keys() {
        Object key = element.key();
        return List.of(key == null ? element : key);
    }

    @Override
    public String group() {
        return "";
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public String describe() {
        return "the " + element;
    }
}
