package dev.tributary.avro.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/** Says for people which columns differ in type between two schemas of envelopes or keys; registries only tell a place. */
final class SchemaDifference {

    private SchemaDifference() {}

    /** Returns the differences, to be appended to a sentence; empty where there are none that can be told. */
    static String of(String older, String newer) {
        Schema oldSchema;
        Schema newSchema;
        try {
            oldSchema = new Schema.Parser().parse(older);
            newSchema = new Schema.Parser().parse(newer);
        } catch (SchemaParseException noAvro) {
            return "";
        }
        if (oldSchema.getType() != Schema.Type.RECORD || newSchema.getType() != Schema.Type.RECORD) {
            return "";
        }
        if (!oldSchema.getFullName().equals(newSchema.getFullName())) {
            return "; its last one is " + oldSchema.getFullName() + ", this is " + newSchema.getFullName();
        }
        List<String> changed = changed(TableForms.row(oldSchema), TableForms.row(newSchema));
        return changed.isEmpty() ? "" : "; columns of another type than in its last one: " + String.join(", ", changed);
    }

    private static List<String> changed(Schema older, Schema newer) {
        List<String> changed = new ArrayList<>();
        for (Schema.Field field : newer.getFields()) {
            Schema.Field before = older.getField(field.name());
            if (before != null && !before.schema().equals(field.schema())) {
                changed.add(field.name() + " was " + type(before.schema()) + " and is " + type(field.schema()));
            }
        }
        return changed;
    }

    private static String type(Schema schema) {
        Schema type = schema.isUnion() ? last(schema.getTypes()) : schema;
        @Nullable String logical = type.getProp("logicalType");
        String name = type.getType().getName() + (logical == null ? "" : " (" + logical + ")");
        return schema.isUnion() ? name : name + " not null";
    }

    private static Schema last(List<Schema> types) {
        return types.get(types.size() - 1);
    }
}
