package dev.tributary.avro.internal;

import dev.tributary.ColumnType;
import dev.tributary.SqlType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The form of a column's values in Avro. */
enum ColumnForm {
    INT(Schema.Type.INT),
    LONG(Schema.Type.LONG),
    BOOLEAN(Schema.Type.BOOLEAN),
    FLOAT(Schema.Type.FLOAT),
    DOUBLE(Schema.Type.DOUBLE),
    TEXT(Schema.Type.STRING),
    BYTES(Schema.Type.BYTES),
    /** Unsigned integers of up to 64 bits: a decimal of 20 digits. */
    UNSIGNED(Schema.Type.BYTES),
    DECIMAL(Schema.Type.BYTES),
    DATE(Schema.Type.INT),
    /** Microseconds that may be negative, and more than a day's, which Avro's own {@code time-micros} does not admit. */
    TIME(Schema.Type.LONG),
    DATETIME(Schema.Type.LONG),
    TIMESTAMP(Schema.Type.LONG);

    private static final int DIGITS_OF_64_BITS = 20;

    /** The most that the server has; for a decimal whose own digits are not known. */
    private static final int MOST_DIGITS = 65;

    private final Schema.Type type;

    ColumnForm(Schema.Type type) {
        this.type = type;
    }

    static ColumnForm of(ColumnType type) {
        return switch (type.sqlType()) {
            case TINYINT, SMALLINT, MEDIUMINT, YEAR -> INT;
            case INT -> type.unsigned() ? LONG : INT;
            case BIGINT -> type.unsigned() ? UNSIGNED : LONG;
            case BIT -> type.length() <= 1 ? BOOLEAN : UNSIGNED;
            case DECIMAL -> DECIMAL;
            case FLOAT -> FLOAT;
            case DOUBLE -> DOUBLE;
            case DATE -> DATE;
            case TIME -> TIME;
            case DATETIME -> DATETIME;
            case TIMESTAMP -> TIMESTAMP;
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> BYTES;
            default -> TEXT;
        };
    }

    /** Returns the schema of values, with a logical type of Avro's own where there is one, else Debezium's name. */
    Schema schema(ColumnType column) {
        Schema schema = Schema.create(type);
        switch (this) {
            case UNSIGNED -> LogicalTypes.decimal(DIGITS_OF_64_BITS).addToSchema(schema);
            case DECIMAL -> {
                int digits = column.length() == 0 ? MOST_DIGITS : column.length();
                LogicalTypes.decimal(digits, column.scale()).addToSchema(schema);
            }
            case DATE -> LogicalTypes.date().addToSchema(schema);
            case DATETIME -> LogicalTypes.localTimestampMicros().addToSchema(schema);
            case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(schema);
            case TIME -> named(schema, "io.debezium.time.MicroTime");
            case TEXT -> nameText(schema, column.sqlType());
            default -> {
                // the type says all
            }
        }
        return schema;
    }

    private static void nameText(Schema schema, SqlType type) {
        switch (type) {
            case ENUM -> named(schema, "io.debezium.data.Enum");
            case SET -> named(schema, "io.debezium.data.EnumSet");
            case JSON -> named(schema, "io.debezium.data.Json");
            default -> {
                // it is text
            }
        }
    }

    private static void named(Schema schema, String name) {
        schema.addProp("connect.version", 1);
        schema.addProp("connect.name", name);
    }
}
