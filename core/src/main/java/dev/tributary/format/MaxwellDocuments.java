package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads Maxwell's documents. Confined to one thread. */
final class MaxwellDocuments {

    /** In a key of Maxwell's, what stands before the name of a column. */
    static final String KEY_PREFIX = "pk.";

    private final Map<TableId, TableSchema> given;
    private final GuessedTables guessed;

    MaxwellDocuments(Map<TableId, TableSchema> given, GuessedTables guessed) {
        this.given = given;
        this.guessed = guessed;
    }

    void read(Map<String, @Nullable Object> document, List<String> key, ChangeReader.Handler handler) {
        String type = JsonTree.text(document, "type", "");
        switch (type) {
            case "insert", "update", "delete", "bootstrap-insert" -> handler.changed(change(document, key, type));
            case "bootstrap-start", "bootstrap-complete", "database-create", "database-alter", "heartbeat" -> {
                // no row, and no table that was there before
            }
            case "table-create", "table-alter", "table-drop" -> {
                TableId table = ChangeReader.table(document, "database", "table");
                String statement = JsonTree.text(document, "sql", "");
                handler.tableChanged(TableChanges.ofType(type, table, statement, origin(document, false)));
            }
            default ->
                throw new DecodeException("A document of Maxwell's has the type '" + type
                        + "': expected insert, update, delete, bootstrap-insert, or a change of a table");
        }
    }

    private ChangeEvent change(Map<String, @Nullable Object> document, List<String> key, String type) {
        TableId id = ChangeReader.table(document, "database", "table");
        Map<String, @Nullable Object> data = JsonTree.asObject(document.get("data"));
        Map<String, @Nullable Object> old = JsonTree.asObject(document.get("old"));
        if (data == null || (type.equals("update") && old == null)) {
            throw new DecodeException(
                    "The " + type + " of table " + id + " lacks '" + (data == null ? "data" : "old") + "'");
        }
        Map<String, @Nullable Object> changed = old == null ? Map.of() : old;
        ForeignTable table = table(id, ChangeReader.names(document.get("primary_key_columns"), key), data, changed);
        return switch (type) {
            case "insert" -> ChangeEvent.insert(table.row(data), origin(document, false));
            case "bootstrap-insert" -> ChangeEvent.snapshot(table.row(data), origin(document, true));
            case "delete" -> ChangeEvent.delete(table.row(data), origin(document, false));
            default -> ChangeEvent.update(table.row(data, changed), table.row(data), origin(document, false));
        };
    }

    private ForeignTable table(
            TableId id, List<String> key, Map<String, @Nullable Object> data, Map<String, @Nullable Object> old) {
        TableSchema known = given.get(id);
        return known == null
                ? guessed.table(id, key, List.of(data, old))
                : ForeignTable.of(known, ForeignValues.STRING);
    }

    private static BinlogOrigin origin(Map<String, @Nullable Object> document, boolean snapshot) {
        String place = JsonTree.text(document, "position", "");
        int colon = place.lastIndexOf(':');
        String file = colon < 0 ? place : place.substring(0, colon);
        long position = colon < 0 ? 0 : offset(place.substring(colon + 1));
        Instant time = Instant.ofEpochSecond(JsonTree.integer(document, "ts", 0));
        long server = JsonTree.integer(document, "server_id", 0);
        String gtid = JsonTree.text(document, "gtid", "");
        Transaction transaction = gtid.isEmpty()
                ? Transaction.of(server, file, position, time)
                : Transaction.of(server, gtid, file, position, time);
        RowsEvent event = RowsEvent.of(transaction, position, 0);
        int row = (int) JsonTree.integer(document, "xoffset", 0);
        return snapshot
                ? BinlogOrigin.ofSnapshot(event, row)
                : new BinlogOrigin(event, row, Boolean.TRUE.equals(document.get("commit")));
    }

    private static long offset(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
