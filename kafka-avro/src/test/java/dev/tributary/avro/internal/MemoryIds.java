package dev.tributary.avro.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/** Ids of schemas in their order, from a number on. */
final class MemoryIds implements EnvelopeEncoder.Ids {

    static final int FIRST = 0x01020304;

    private final List<String> schemas = new ArrayList<>();

    @Override
    public int of(String topic, Schema schema, boolean key) {
        schemas.add(schema.toString());
        return FIRST + schemas.size() - 1;
    }

    Optional<String> schema(int id) {
        int index = id - FIRST;
        return index < 0 || index >= schemas.size() ? Optional.empty() : Optional.of(schemas.get(index));
    }

    int size() {
        return schemas.size();
    }
}
