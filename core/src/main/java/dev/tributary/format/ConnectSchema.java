package dev.tributary.format;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.RowKey;
import dev.tributary.TableSchema;
import dev.tributary.format.JsonForm.Numbers;
import dev.tributary.format.JsonForm.Times;
import java.util.Locale;

/**
 * Describes the envelopes and keys of a table as Kafka Connect's {@code JsonConverter} does. Types have the names that
 * Debezium gives them, and the parameters that its option {@code column.propagate.source.type} adds: the column's own
 * type.
 */
final class ConnectSchema {

    /** Names the column's type, such as {@code INT UNSIGNED}. */
    static final String TYPE = "__debezium.source.column.type";

    /** Names the column's length. */
    static final String LENGTH = "__debezium.source.column.length";

    /** Names the column's fractional digits. */
    static final String SCALE = "__debezium.source.column.scale";

    private static final int MILLIS_DIGITS = 3;

    private final TableSchema schema;
    private final String prefix;
    private final JsonForm form;
    private final byte[] envelope;
    private int[] lastKey = {};
    private byte[] lastKeySchema = {};

    ConnectSchema(TableSchema schema, String sourceName, JsonForm form) {
        this.schema = schema;
        this.prefix = sourceName + "." + schema.table() + ".";
        this.form = form;
        this.envelope = describeEnvelope();
    }

    /**
     * Returns the description of an envelope. A reader takes what is absent for NULL, so that the newer row must be
     * whole; of the older any column may be absent.
     */
    byte[] envelope(ChangeEvent event) {
        event.after().ifPresent(after -> WholeRows.require(event, after, "a reader of Connect's schema"));
        return envelope;
    }

    /** Returns the description of a key; most are of the same columns as the one before. */
    byte[] key(RowKey key) {
        boolean same = key.size() == lastKey.length && lastKeySchema.length > 0;
        for (int i = 0; same && i < lastKey.length; i++) {
            same = key.column(i) == lastKey[i];
        }
        if (!same) {
            int[] columns = new int[key.size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = key.column(i);
            }
            lastKey = columns;
            lastKeySchema = describeKey(columns);
        }
        return lastKeySchema;
    }

    private byte[] describeKey(int[] columns) {
        JsonBuffer json = new JsonBuffer();
        beginStruct(json);
        for (int i = 0; i < columns.length; i++) {
            separate(json, i);
            Column column = schema.column(columns[i]);
            column(json, column, column.nullable());
        }
        endStruct(json, false, prefix + "Key");
        return json.raw('}').toBytes();
    }

    private byte[] describeEnvelope() {
        JsonBuffer json = new JsonBuffer();
        beginStruct(json);
        row(json, "before", true);
        json.raw(',');
        row(json, "after", false);
        json.raw(',');
        source(json);
        json.raw(',');
        field(json, "string", false, "op");
        json.raw(',');
        field(json, "int64", true, "ts_ms");
        endStruct(json, false, prefix + "Envelope");
        return json.raw('}').toBytes();
    }

    private void row(JsonBuffer json, String name, boolean partial) {
        beginStruct(json);
        for (int i = 0; i < schema.size(); i++) {
            separate(json, i);
            Column column = schema.column(i);
            column(json, column, column.nullable() || (partial && !schema.isKeyColumn(i)));
        }
        endStruct(json, true, prefix + "Value");
        json.raw(ByteBuilder.ascii(",\"field\":")).string(name).raw('}');
    }

    private static void source(JsonBuffer json) {
        beginStruct(json);
        field(json, "string", false, "version");
        json.raw(',');
        field(json, "string", false, "connector");
        json.raw(',');
        field(json, "string", false, "name");
        json.raw(',');
        field(json, "int64", false, "ts_ms");
        json.raw(',');
        field(json, "int64", true, "ts_us");
        json.raw(',');
        field(json, "string", true, "snapshot");
        json.raw(',');
        field(json, "string", false, "db");
        json.raw(',');
        field(json, "string", true, "table");
        json.raw(',');
        field(json, "int64", false, "server_id");
        json.raw(',');
        field(json, "string", true, "gtid");
        json.raw(',');
        field(json, "string", false, "file");
        json.raw(',');
        field(json, "int64", true, "begin_pos");
        json.raw(',');
        field(json, "int64", false, "pos");
        json.raw(',');
        field(json, "int64", true, "event");
        json.raw(',');
        field(json, "int32", false, "row");
        json.raw(',');
        field(json, "boolean", true, "last");
        json.raw(',');
        field(json, "string", true, "query");
        endStruct(json, false, "io.debezium.connector.mysql.Source");
        json.raw(ByteBuilder.ascii(",\"field\":\"source\"}"));
    }

    private static void beginStruct(JsonBuffer json) {
        json.raw(ByteBuilder.ascii("{\"type\":\"struct\",\"fields\":["));
    }

    private static void endStruct(JsonBuffer json, boolean optional, String name) {
        json.raw(ByteBuilder.ascii("],\"optional\":"));
        json.writeBoolean(optional);
        json.raw(ByteBuilder.ascii(",\"name\":")).string(name);
    }

    private static void separate(JsonBuffer json, int index) {
        if (index > 0) {
            json.raw(',');
        }
    }

    private static void field(JsonBuffer json, String type, boolean optional, String name) {
        json.raw(ByteBuilder.ascii("{\"type\":")).string(type).raw(ByteBuilder.ascii(",\"optional\":"));
        json.writeBoolean(optional);
        json.raw(ByteBuilder.ascii(",\"field\":")).string(name).raw('}');
    }

    private void column(JsonBuffer json, Column column, boolean optional) {
        ColumnType type = column.type();
        json.raw(ByteBuilder.ascii("{\"type\":")).string(connectType(type)).raw(ByteBuilder.ascii(",\"optional\":"));
        json.writeBoolean(optional);
        String name = semanticName(type);
        if (!name.isEmpty()) {
            json.raw(ByteBuilder.ascii(",\"name\":")).string(name).raw(ByteBuilder.ascii(",\"version\":1"));
        }
        json.raw(ByteBuilder.ascii(",\"parameters\":{")).string(TYPE).raw(':').string(sourceType(type));
        if (type.length() > 0) {
            json.raw(',').string(LENGTH).raw(':').string(Integer.toString(type.length()));
        }
        if (type.scale() > 0) {
            json.raw(',').string(SCALE).raw(':').string(Integer.toString(type.scale()));
        }
        if (name.equals(ConnectTypes.DECIMAL)) {
            json.raw(ByteBuilder.ascii(",\"scale\":")).string(Integer.toString(type.scale()));
        } else if (!type.members().isEmpty()) {
            json.raw(ByteBuilder.ascii(",\"allowed\":")).string(String.join(",", type.members()));
        }
        json.raw(ByteBuilder.ascii("},\"field\":")).string(column.name()).raw('}');
    }

    private static String sourceType(ColumnType type) {
        String name = type.sqlType().sqlName().toUpperCase(Locale.ROOT);
        return type.unsigned() ? name + " UNSIGNED" : name;
    }

    private String connectType(ColumnType type) {
        return switch (type.sqlType()) {
            case TINYINT -> "int16";
            case SMALLINT -> type.unsigned() ? "int32" : "int16";
            case MEDIUMINT, YEAR -> "int32";
            case INT -> type.unsigned() ? "int64" : "int32";
            case BIGINT -> type.unsigned() ? exact() : "int64";
            case DECIMAL -> exact();
            case BIT -> type.length() <= 1 ? "boolean" : exact();
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case DATE -> form.times() == Times.EPOCH ? "int32" : "string";
            case TIME, DATETIME -> form.times() == Times.EPOCH ? "int64" : "string";
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> "bytes";
            default -> "string";
        };
    }

    /** Returns the type of numbers that fit no other: Connect's decimals, or text. */
    private String exact() {
        return form.numbers() == Numbers.NUMERIC ? "bytes" : "string";
    }

    private String semanticName(ColumnType type) {
        boolean numeric = form.numbers() == Numbers.NUMERIC;
        boolean epoch = form.times() == Times.EPOCH;
        return switch (type.sqlType()) {
            case DECIMAL -> numeric ? ConnectTypes.DECIMAL : "";
            case BIGINT -> numeric && type.unsigned() ? ConnectTypes.DECIMAL : "";
            case BIT -> numeric && type.length() > 1 ? ConnectTypes.DECIMAL : "";
            case DATE -> epoch ? ConnectTypes.DATE : "";
            case TIME -> epoch ? ConnectTypes.MICRO_TIME : "";
            case DATETIME -> epoch ? dateTimeName(type) : "";
            case TIMESTAMP -> ConnectTypes.ZONED_TIMESTAMP;
            case YEAR -> ConnectTypes.YEAR;
            case ENUM -> ConnectTypes.ENUM;
            case SET -> ConnectTypes.ENUM_SET;
            case JSON -> ConnectTypes.JSON;
            default -> "";
        };
    }

    private static String dateTimeName(ColumnType type) {
        return type.scale() > MILLIS_DIGITS ? ConnectTypes.MICRO_TIMESTAMP : ConnectTypes.TIMESTAMP;
    }
}
