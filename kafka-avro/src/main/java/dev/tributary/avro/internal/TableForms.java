package dev.tributary.avro.internal;

import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.TableSchema;
import dev.tributary.format.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * Makes the schemas of a table's envelopes and keys. Names and order of fields are Debezium's, with the members of {@code source} that
 * are ours alone. In the schema of a row every column is optional, so that readers of any version of the table understand all
 * others; a property of it holds what {@link SchemaHeader} tells of the columns, by which they get their own types back.
 */
final class TableForms {

    /** The property of a row's schema. */
    private static final String COLUMNS = "tributary.columns";

    private static final String CONNECT_NAME = "connect.name";

    private TableForms() {}

    /** Returns the schema of the envelopes of a table. */
    static Schema envelope(String sourceName, TableSchema table) {
        String namespace = namespace(sourceName, table);
        Schema row = row(namespace, table);
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(optional("before", row));
        fields.add(optional("after", row));
        fields.add(new Schema.Field("source", source()));
        fields.add(required("op", Schema.Type.STRING));
        fields.add(optional("ts_ms", Schema.create(Schema.Type.LONG)));
        return record("Envelope", namespace, fields);
    }

    /** Returns the schema of keys of some columns of a table. */
    static Schema key(String sourceName, TableSchema table, int[] columns) {
        String[] names = AvroNames.fields(table);
        List<Schema.Field> fields = new ArrayList<>();
        for (int index : columns) {
            Column column = table.column(index);
            Schema type = ColumnForm.of(column.type()).schema(column.type());
            fields.add(isOptionalInKey(column) ? optional(names[index], type) : new Schema.Field(names[index], type));
        }
        return record("Key", namespace(sourceName, table), fields);
    }

    /** Returns whether a key may lack the value of a column. */
    static boolean isOptionalInKey(Column column) {
        return column.nullable();
    }

    private static String namespace(String sourceName, TableSchema table) {
        return AvroNames.namespace(sourceName) + "."
                + AvroNames.part(table.table().database()) + "."
                + AvroNames.part(table.table().name());
    }

    private static Schema row(String namespace, TableSchema table) {
        String[] names = AvroNames.fields(table);
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            Column column = table.column(i);
            fields.add(optional(names[i], ColumnForm.of(column.type()).schema(column.type())));
        }
        Schema row = record("Value", namespace, fields);
        row.addProp(COLUMNS, new String(SchemaHeader.encode(table), StandardCharsets.UTF_8));
        return row;
    }

    private static Schema source() {
        Schema.Type text = Schema.Type.STRING;
        Schema.Type number = Schema.Type.LONG;
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(required("version", text));
        fields.add(required("connector", text));
        fields.add(required("name", text));
        fields.add(required("ts_ms", number));
        fields.add(optional("ts_us", Schema.create(number)));
        fields.add(optional("snapshot", Schema.create(text)));
        fields.add(required("db", text));
        fields.add(optional("table", Schema.create(text)));
        fields.add(required("server_id", number));
        fields.add(optional("gtid", Schema.create(text)));
        fields.add(required("file", text));
        fields.add(optional("begin_pos", Schema.create(number)));
        fields.add(required("pos", number));
        fields.add(optional("event", Schema.create(number)));
        fields.add(optional("query", Schema.create(text)));
        fields.add(required("row", Schema.Type.INT));
        fields.add(optional("last", Schema.create(Schema.Type.BOOLEAN)));
        return record("Source", "io.debezium.connector.mysql", fields);
    }

    private static Schema record(String name, String namespace, List<Schema.Field> fields) {
        Schema record = Schema.createRecord(name, null, namespace, false, fields);
        record.addProp(CONNECT_NAME, record.getFullName());
        return record;
    }

    private static Schema.Field required(String name, Schema.Type type) {
        return new Schema.Field(name, Schema.create(type));
    }

    private static Schema.Field optional(String name, Schema type) {
        Schema union = Schema.createUnion(Schema.create(Schema.Type.NULL), type);
        return new Schema.Field(name, union, null, JsonProperties.NULL_VALUE);
    }

    /**
     * Returns the table that an envelope's schema was made of.
     *
     * @throws DecodeException if it was made by another program
     */
    static TableSchema table(Schema envelope) {
        String columns = row(envelope).getProp(COLUMNS);
        if (columns == null) {
            throw new DecodeException("Its schema, " + envelope.getFullName() + ", lacks the property " + COLUMNS
                    + " that AvroFormat writes: it was made by another program");
        }
        return SchemaHeader.parse(columns.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the schema of the rows of an envelope; any other schema, such as that of keys, itself. */
    static Schema row(Schema envelope) {
        Schema.Field after = envelope.getType() == Schema.Type.RECORD ? envelope.getField("after") : null;
        if (after == null || !after.schema().isUnion()) {
            return envelope;
        }
        return after.schema().getTypes().stream()
                .filter(type -> type.getType() == Schema.Type.RECORD)
                .findFirst()
                .orElse(envelope);
    }
}
