package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * The description of a table's columns that travels beside an envelope, in a header of the record, so that
 * {@link EnvelopeReader} restores the exact types without a registry of schemas. It is a JSON array: version, database,
 * table, the columns (name, type as {@link ColumnType} prints it, whether NULL is admitted), and the names of the
 * primary key's columns:
 *
 * <pre>{@code
 * [1,"shop","orders",[["id","bigint unsigned",false],["note","varchar(100) collate utf8mb4_0900_ai_ci",true]],["id"]]
 * }</pre>
 */
public final class SchemaHeader {

    /** The name of the header. */
    public static final String NAME = "tributary-schema";

    private static final int VERSION = 1;
    private static final String DOCUMENT = "column description";

    private SchemaHeader() {}

    /** Returns the description of a schema, as UTF-8. */
    public static byte[] encode(TableSchema schema) {
        JsonBuffer json = new JsonBuffer();
        json.raw('[').number(VERSION);
        json.raw(',').string(schema.table().database());
        json.raw(',').string(schema.table().name());
        json.raw(',').raw('[');
        String separator = "";
        for (Column column : schema.columns()) {
            json.raw(ByteBuilder.ascii(separator)).raw('[').string(column.name());
            json.raw(',').string(column.type().toString()).raw(',');
            json.writeBoolean(column.nullable());
            json.raw(']');
            separator = ",";
        }
        json.raw(']').raw(',').raw('[');
        separator = "";
        for (int key : schema.keyColumns()) {
            json.raw(ByteBuilder.ascii(separator)).string(schema.column(key).name());
            separator = ",";
        }
        return json.raw(']').raw(']').toBytes();
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws DecodeException if it is malformed, or of a version that is not known
     */
    public static TableSchema parse(byte[] header) {
        try (JsonReader json = new JsonReader(DOCUMENT, header)) {
            json.beginArray();
            json.next();
            long version = json.integer();
            if (version != VERSION) {
                throw new DecodeException("The " + DOCUMENT + " is of version " + version + ", but only version "
                        + VERSION + " is known here: update the reader of the topic before its writer");
            }
            json.next();
            String database = json.string();
            json.next();
            TableId table = new TableId(database, json.string());
            List<Column> columns = columns(json);
            List<String> key = names(json);
            json.endArray();
            json.end();
            return TableSchema.of(table, columns, key);
        } catch (IllegalArgumentException malformed) {
            throw new DecodeException("The " + DOCUMENT + " is none: " + malformed.getMessage(), malformed);
        }
    }

    private static List<Column> columns(JsonReader json) {
        List<Column> columns = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            json.next();
            String name = json.string();
            json.next();
            ColumnType type = ColumnType.parse(json.string());
            json.next();
            columns.add(new Column(name, type, json.bool()));
            json.endArray();
        }
        return columns;
    }

    private static List<String> names(JsonReader json) {
        List<String> names = new ArrayList<>();
        json.beginArray();
        while (json.nextElement()) {
            names.add(json.string());
        }
        return names;
    }
}
