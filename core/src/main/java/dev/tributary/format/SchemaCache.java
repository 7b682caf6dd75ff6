package dev.tributary.format;

import dev.tributary.TableSchema;
import java.util.IdentityHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is made once for each schema. Schemas are told apart by identity: all events between two changes of a table share
 * one object. Confined to one thread.
 */
final class SchemaCache<V> {

    /** A step that makes a new schema for each row must not fill the heap. */
    private static final int LIMIT = 1_000;

    private final Function<TableSchema, V> make;
    private final IdentityHashMap<TableSchema, V> known = new IdentityHashMap<>();
    private @Nullable TableSchema lastSchema;
    private @Nullable V last;

    SchemaCache(Function<TableSchema, V> make) {
        this.make = make;
    }

    @SuppressWarnings("ReferenceEquality") // as the class says
    V get(TableSchema schema) {
        V value = last;
        if (value == null || schema != lastSchema) {
            value = find(schema);
            lastSchema = schema;
            last = value;
        }
        return value;
    }

    private V find(TableSchema schema) {
        V value = known.get(schema);
        if (value == null) {
            if (known.size() >= LIMIT) {
                known.clear();
            }
            value = make.apply(schema);
            known.put(schema, value);
        }
        return value;
    }
}
