package dev.tributary.format;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads change events that other programs wrote as JSON: Debezium's envelope (bare, beside Connect's {@code schema}, or
 * in a CloudEvent), Maxwell's and Canal's documents. Which of them a document is, its members tell.
 *
 * <p>The types of the columns are, in this order: those of a schema that was given for the table; what Connect's
 * schema, or Canal's {@code mysqlType}, tells; guesses from the values. Guessed are only {@code bigint}, {@code
 * decimal} (of any number of digits), {@code bit(1)}, {@code json} and {@code longtext}: dates and bytes stay text, and
 * a column becomes wider when a value does not fit. The primary key is what the record's key, or the document, names.
 *
 * <p>Confined to one thread.
 */
public final class ChangeReader {

    private final Map<TableId, TableSchema> given = new HashMap<>();
    private final SchemaHeaders described = new SchemaHeaders();
    private final DebeziumDocuments debezium;
    private final MaxwellDocuments maxwell;
    private final CanalDocuments canal;

    /** Takes what a document tells, in its order. */
    public interface Handler {

        /** Takes a change of a row. */
        void changed(ChangeEvent event);

        /** Takes a change of a table as a whole. */
        void tableChanged(TableChange change);
    }

    /**
     * Creates a reader.
     *
     * @param schemas the columns of tables whose documents do not describe them, or not exactly
     */
    public ChangeReader(Collection<TableSchema> schemas) {
        schemas.forEach(schema -> given.put(schema.table(), schema));
        GuessedTables guessed = new GuessedTables();
        debezium = new DebeziumDocuments(given, guessed);
        maxwell = new MaxwellDocuments(given, guessed);
        canal = new CanalDocuments(given);
    }

    /**
     * Reads a document.
     *
     * @param key the bytes of the record's key; none where it has none
     * @param value the document
     * @throws DecodeException if it is none of those that are known; nothing of it was handed over then
     */
    public void read(byte[] key, byte[] value, Handler handler) {
        Map<String, @Nullable Object> root = JsonTree.object("change", value);
        Map<String, @Nullable Object> cloudEvent =
                root.containsKey("specversion") ? JsonTree.asObject(root.get("data")) : null;
        Map<String, @Nullable Object> document = cloudEvent == null ? root : cloudEvent;
        Map<String, @Nullable Object> payload = JsonTree.asObject(document.get("payload"));
        Map<String, @Nullable Object> schema = JsonTree.asObject(document.get("schema"));
        List<String> keyNames = keyNames(key);
        if (payload != null && document.containsKey("schema")) {
            debezium.read(payload, schema == null ? Map.of() : schema, keyNames, handler);
        } else if (document.containsKey("op") || document.containsKey("ddl")) {
            debezium.read(document, Map.of(), keyNames, handler);
        } else if (document.containsKey("isDdl") || document.get("data") instanceof List<?>) {
            canal.read(document, keyNames, handler);
        } else if (document.containsKey("database") && document.containsKey("type")) {
            maxwell.read(document, keyNames, handler);
        } else {
            throw new DecodeException("it is no change event of a form that is known (Debezium's envelope, Maxwell's or"
                    + " Canal's JSON): its members are " + document.keySet()
                    + ". Read it as text, bytes, or by a Deserializer of its own");
        }
    }

    /**
     * Reads a document as {@link #read(byte[], byte[], Handler)} does, with the columns of its table as {@link
     * SchemaHeader} tells them.
     *
     * @param schema what stands beside the document
     * @throws DecodeException if one of them is none of those that are known
     */
    public void read(byte[] key, byte[] value, byte[] schema, Handler handler) {
        TableSchema table = described.parse(schema);
        given.put(table.table(), table);
        read(key, value, handler);
    }

    /** Returns the names of the columns that a key has; none where it is not JSON. */
    private static List<String> keyNames(byte[] key) {
        if (key.length == 0 || key[0] != '{') {
            return List.of();
        }
        Map<String, @Nullable Object> columns = JsonTree.object("key", key);
        Map<String, @Nullable Object> payload = JsonTree.asObject(columns.get("payload"));
        List<String> names = new ArrayList<>();
        for (String name : (payload == null ? columns : payload).keySet()) {
            names.add(
                    name.startsWith(MaxwellDocuments.KEY_PREFIX)
                            ? name.substring(MaxwellDocuments.KEY_PREFIX.length())
                            : name);
        }
        return names;
    }

    /** Returns the table that a document names. */
    static TableId table(Map<String, @Nullable Object> document, String database, String table) {
        String name = JsonTree.text(document, table, "");
        if (name.isEmpty()) {
            throw new DecodeException("The change names no table: it lacks '" + table + "'");
        }
        return new TableId(JsonTree.text(document, database, ""), name);
    }

    /** Returns the names in a list; another list where there is none. */
    static List<String> names(@Nullable Object list, List<String> otherwise) {
        List<String> names = new ArrayList<>();
        for (Object name : JsonTree.asList(list)) {
            if (name instanceof String text) {
                names.add(text);
            }
        }
        return names.isEmpty() ? otherwise : names;
    }

    /** Returns a name in the quotes of SQL. */
    static String quoted(TableId table) {
        return ("`" + table.database().replace("`", "``") + "`.`" + table.name().replace("`", "``") + "`");
    }
}
