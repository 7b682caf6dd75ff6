package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Debezium's envelopes and its changes of tables, those of {@link EnvelopeWriter} included. Confined to one
 * thread.
 */
final class DebeziumDocuments {

    private static final long MICROS_OF_A_MILLISECOND = 1_000;

    private final Map<TableId, TableSchema> given;
    private final GuessedTables guessed;
    private final ConnectTables connect = new ConnectTables();
    private @Nullable RowsEvent last;

    DebeziumDocuments(Map<TableId, TableSchema> given, GuessedTables guessed) {
        this.given = given;
        this.guessed = guessed;
    }

    void read(
            Map<String, @Nullable Object> envelope,
            Map<String, @Nullable Object> schema,
            List<String> key,
            ChangeReader.Handler handler) {
        Map<String, @Nullable Object> source = JsonTree.asObject(envelope.get("source"));
        if (source == null) {
            throw new DecodeException("The envelope lacks 'source', which names the table");
        }
        String operation = JsonTree.text(envelope, "op", "");
        if (operation.equals("t")) {
            TableId table = ChangeReader.table(source, "db", "table");
            String statement = JsonTree.text(envelope, "ddl", "TRUNCATE TABLE " + ChangeReader.quoted(table));
            handler.tableChanged(new TableChange.Truncated(table, statement, origin(source, false)));
        } else if (operation.isEmpty()) {
            tableChanges(envelope, source).forEach(handler::tableChanged);
        } else {
            handler.changed(change(envelope, schema, source, key, operation));
        }
    }

    private ChangeEvent change(
            Map<String, @Nullable Object> envelope,
            Map<String, @Nullable Object> schema,
            Map<String, @Nullable Object> source,
            List<String> key,
            String operation) {
        TableId id = ChangeReader.table(source, "db", "table");
        Map<String, @Nullable Object> before = JsonTree.asObject(envelope.get("before"));
        Map<String, @Nullable Object> after = JsonTree.asObject(envelope.get("after"));
        ForeignTable table = table(id, schema, key, before, after);
        return switch (operation) {
            case "r" -> ChangeEvent.snapshot(row(table, after, "after"), origin(source, true));
            case "c" -> ChangeEvent.insert(row(table, after, "after"), origin(source, false));
            case "u" ->
                ChangeEvent.update(older(table, before, after), row(table, after, "after"), origin(source, false));
            case "d" -> ChangeEvent.delete(row(table, before, "before"), origin(source, false));
            default ->
                throw new DecodeException("The envelope of table " + id + " has the operation '" + operation
                        + "': expected r, c, u, d or t");
        };
    }

    private ForeignTable table(
            TableId id,
            Map<String, @Nullable Object> schema,
            List<String> key,
            @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        TableSchema known = given.get(id);
        ForeignTable described = schema.isEmpty() ? null : connect.table(id, schema, key);
        if (known != null) {
            return described == null ? ForeignTable.of(known, ForeignValues.UNKNOWN) : described.as(known);
        }
        if (described != null) {
            return described;
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        if (before != null) {
            rows.add(before);
        }
        if (after != null) {
            rows.add(after);
        }
        return guessed.table(id, key, rows);
    }

    private static Row row(ForeignTable table, @Nullable Map<String, @Nullable Object> values, String name) {
        if (values == null) {
            throw new DecodeException("The envelope of table " + table.schema().table() + " lacks '" + name
                    + "', which its operation needs");
        }
        return table.row(values);
    }

    /** Returns the row before an update; where the source does not tell it, what is known of it: the key. */
    private static Row older(
            ForeignTable table,
            @Nullable Map<String, @Nullable Object> before,
            @Nullable Map<String, @Nullable Object> after) {
        return before == null && after != null ? table.keyOf(after) : row(table, before, "before");
    }

    private BinlogOrigin origin(Map<String, @Nullable Object> source, boolean snapshot) {
        long micros = JsonTree.integer(source, "ts_us", MICROS_OF_A_MILLISECOND * JsonTree.integer(source, "ts_ms", 0));
        Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        long position = JsonTree.integer(source, "pos", 0);
        long begin = JsonTree.integer(source, "begin_pos", position);
        long server = JsonTree.integer(source, "server_id", 0);
        String file = JsonTree.text(source, "file", "");
        String gtid = JsonTree.text(source, "gtid", "");
        Transaction transaction = gtid.isEmpty()
                ? Transaction.of(server, file, begin, time)
                : Transaction.of(server, gtid, file, begin, time);
        RowsEvent event = RowsEvent.of(transaction, position, JsonTree.integer(source, "event", 0));
        String query = JsonTree.text(source, "query", "");
        RowsEvent shared = shared(query.isEmpty() ? event : event.withStatement(query));
        int row = (int) JsonTree.integer(source, "row", 0);
        return snapshot
                ? BinlogOrigin.ofSnapshot(shared, row)
                : new BinlogOrigin(shared, row, Boolean.TRUE.equals(source.get("last")));
    }

    /** Rows of one event that follow each other share it. */
    private RowsEvent shared(RowsEvent event) {
        RowsEvent known = last;
        if (known != null && known.equals(event)) {
            return known;
        }
        last = event;
        return event;
    }

    private List<TableChange> tableChanges(
            Map<String, @Nullable Object> document, Map<String, @Nullable Object> source) {
        String statement = JsonTree.text(document, "ddl", "");
        if (statement.isEmpty()) {
            throw new DecodeException("The envelope lacks 'op': its members are " + document.keySet());
        }
        BinlogOrigin origin = origin(source, false);
        String own = JsonTree.text(document, "change", "");
        if (!own.isEmpty()) {
            return List.of(TableChanges.read(own, document, source, statement, origin));
        }
        List<TableChange> changes = new ArrayList<>();
        for (Object change : JsonTree.asList(document.get("tableChanges"))) {
            Map<String, @Nullable Object> described = JsonTree.asObject(change);
            if (described != null) {
                TableId table = TableChanges.quotedId(JsonTree.text(described, "id", ""));
                changes.add(
                        JsonTree.text(described, "type", "").equals("DROP")
                                ? new TableChange.Dropped(table, statement, origin)
                                : new TableChange.Altered(table, statement, origin));
            }
        }
        return changes;
    }
}
