package dev.tributary.format;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.sql.Types;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Writes change events as JSON in the form of Canal's flat messages, one row a message:
 *
 * <pre>{@code
 * {"data":[{"id":"1","note":"b"}],"database":"shop","es":1700000000123,
 *  "gtid":"3e11fa47-71ca-11e1-9e33-c80aa9429562:23","id":0,"isDdl":false,
 *  "mysqlType":{"id":"int","note":"varchar(100)"},"old":[{"note":"a"}],"pkNames":["id"],"sql":"",
 *  "sqlType":{"id":4,"note":12},"table":"orders","ts":1700000000200,"type":"UPDATE"}
 * }</pre>
 *
 * <p>All values are text, as Canal's are: times as SQL writes them, of a {@code TIMESTAMP} in UTC; of bytes each is the
 * character of its number (ISO 8859-1). {@code ENUM} and {@code SET} are the names of their members. Rows of a snapshot
 * are of type {@code INSERT}; {@code id}, the number of Canal's batch, is always 0.
 *
 * <p>Rows must be whole: a reader would take what is absent for NULL, or for unchanged. Confined to one thread.
 */
public final class CanalWriter {

    private final InstantSource clock;
    private final RowWriter rows = new RowWriter(JsonForm.CANAL);
    private final SchemaCache<TableForm> forms = new SchemaCache<>(TableForm::new);
    private final JsonBuffer scratch = new JsonBuffer();

    /**
     * Creates a writer.
     *
     * @param clock gives {@code ts}, the time of writing
     */
    public CanalWriter(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Appends an event to a document.
     *
     * @throws dev.tributary.SinkException if one of its rows is not whole
     */
    public void write(ChangeEvent event, JsonBuffer target) {
        WholeRows.require(event, "a reader of Canal's form");
        TableForm form = forms.get(event.schema());
        Transaction of = event.origin().transaction();
        target.raw(ByteBuilder.ascii("{\"data\":["));
        rows.write(event.row(), target);
        target.raw(form.database).number(of.commitTime().toEpochMilli());
        target.raw(ByteBuilder.ascii(",\"gtid\":")).string(of.gtid().orElse(""));
        target.raw(form.types);
        if (event.before().isPresent() && event.after().isPresent()) {
            target.raw('[');
            rows.writeChanged(event.before().get(), event.after().get(), target, scratch);
            target.raw(']');
        } else {
            target.writeNull();
        }
        target.raw(form.key).number(clock.millis());
        target.raw(ByteBuilder.ascii(",\"type\":")).string(type(event)).raw('}');
    }

    private static String type(ChangeEvent event) {
        return switch (event.operation()) {
            case INSERT, SNAPSHOT -> "INSERT";
            case UPDATE -> "UPDATE";
            case DELETE -> "DELETE";
        };
    }

    /** Appends the names of the primary key's columns as an array. */
    static void keyNames(TableSchema schema, JsonBuffer target) {
        target.raw('[');
        int[] key = schema.keyColumns();
        for (int i = 0; i < key.length; i++) {
            if (i > 0) {
                target.raw(',');
            }
            target.string(schema.column(key[i]).name());
        }
        target.raw(']');
    }

    /** Returns the number of a type in {@link Types} that Canal gives for it. */
    private static int sqlType(ColumnType type) {
        return switch (type.sqlType()) {
            case TINYINT -> Types.TINYINT;
            case SMALLINT -> Types.SMALLINT;
            case MEDIUMINT, INT -> Types.INTEGER;
            case BIGINT -> Types.BIGINT;
            case DECIMAL -> Types.DECIMAL;
            case FLOAT -> Types.REAL;
            case DOUBLE -> Types.DOUBLE;
            case BIT -> Types.BIT;
            case CHAR, ENUM, SET -> Types.CHAR;
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> Types.CLOB;
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> Types.BLOB;
            case DATE -> Types.DATE;
            case TIME -> Types.TIME;
            case DATETIME, TIMESTAMP -> Types.TIMESTAMP;
            default -> Types.VARCHAR;
        };
    }

    /** What is the same in all events of one schema. */
    private static final class TableForm {

        private final byte[] database;
        private final byte[] types;
        private final byte[] key;

        TableForm(TableSchema schema) {
            database = new JsonBuffer()
                    .raw(ByteBuilder.ascii("],\"database\":"))
                    .string(schema.table().database())
                    .raw(ByteBuilder.ascii(",\"es\":"))
                    .toBytes();
            types = types(schema);
            JsonBuffer json = new JsonBuffer().raw(ByteBuilder.ascii(",\"pkNames\":"));
            keyNames(schema, json);
            json.raw(ByteBuilder.ascii(",\"sql\":\"\",\"sqlType\":"));
            char separator = '{';
            for (Column column : schema.columns()) {
                json.raw(separator).string(column.name()).raw(':').number(sqlType(column.type()));
                separator = ',';
            }
            key = json.raw(ByteBuilder.ascii("},\"table\":"))
                    .string(schema.table().name())
                    .raw(ByteBuilder.ascii(",\"ts\":"))
                    .toBytes();
        }

        private static byte[] types(TableSchema schema) {
            JsonBuffer json = new JsonBuffer().raw(ByteBuilder.ascii(",\"id\":0,\"isDdl\":false,\"mysqlType\":"));
            char separator = '{';
            for (Column column : schema.columns()) {
                String type = column.type().withCharset("").toString();
                json.raw(separator).string(column.name()).raw(':').string(type);
                separator = ',';
            }
            return json.raw(ByteBuilder.ascii("},\"old\":")).toBytes();
        }
    }
}
