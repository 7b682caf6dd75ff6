package dev.tributary.format;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.RowsEvent;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads Canal's flat messages, which hold rows of one table and describe its columns. Confined to one thread. */
final class CanalDocuments {

    private static final int LIMIT = 1_000;

    private final Map<TableId, TableSchema> given;
    private final Map<TableId, Known> tables = new HashMap<>();

    private record Known(Map<String, @Nullable Object> types, List<String> key, ForeignTable table) {}

    CanalDocuments(Map<TableId, TableSchema> given) {
        this.given = given;
    }

    void read(Map<String, @Nullable Object> document, List<String> key, ChangeReader.Handler handler) {
        String type = JsonTree.text(document, "type", "");
        if (Boolean.TRUE.equals(document.get("isDdl"))) {
            if (!JsonTree.text(document, "table", "").isEmpty()) {
                TableId id = ChangeReader.table(document, "database", "table");
                handler.tableChanged(
                        TableChanges.ofType(type, id, JsonTree.text(document, "sql", ""), origin(document, 0)));
            }
            return;
        }
        TableId id = ChangeReader.table(document, "database", "table");
        ForeignTable table = table(id, document, ChangeReader.names(document.get("pkNames"), key));
        List<@Nullable Object> data = JsonTree.asList(document.get("data"));
        List<@Nullable Object> old = JsonTree.asList(document.get("old"));
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            Map<String, @Nullable Object> row = JsonTree.asObject(data.get(i));
            Map<String, @Nullable Object> before = i < old.size() ? JsonTree.asObject(old.get(i)) : null;
            if (row == null) {
                throw new DecodeException(
                        "The " + type + " of table " + id + " has something else than a row in 'data'");
            }
            events.add(change(table, type, row, before == null ? Map.of() : before, origin(document, i)));
        }
        events.forEach(handler::changed);
    }

    private static ChangeEvent change(
            ForeignTable table,
            String type,
            Map<String, @Nullable Object> row,
            Map<String, @Nullable Object> before,
            BinlogOrigin origin) {
        return switch (type) {
            case "INSERT" -> ChangeEvent.insert(table.row(row), origin);
            case "UPDATE" -> ChangeEvent.update(table.row(row, before), table.row(row), origin);
            case "DELETE" -> ChangeEvent.delete(table.row(row), origin);
            default ->
                throw new DecodeException("A message of Canal's for table "
                        + table.schema().table() + " has the type '" + type + "': expected INSERT, UPDATE or DELETE");
        };
    }

    private ForeignTable table(TableId id, Map<String, @Nullable Object> document, List<String> key) {
        TableSchema schema = given.get(id);
        if (schema != null) {
            return ForeignTable.of(schema, ForeignValues.CANAL);
        }
        Map<String, @Nullable Object> types = JsonTree.asObject(document.get("mysqlType"));
        if (types == null) {
            throw new DecodeException(
                    "A message of Canal's for table " + id
                            + " lacks 'mysqlType', which describes its columns: give the table's schema to KafkaSource.changeEvents");
        }
        Known known = tables.get(id);
        if (known == null || !known.types().equals(types) || !known.key().equals(key)) {
            if (tables.size() >= LIMIT) {
                tables.clear();
            }
            known = new Known(types, key, described(id, types, key));
            tables.put(id, known);
        }
        return known.table();
    }

    private static ForeignTable described(TableId id, Map<String, @Nullable Object> types, List<String> key) {
        List<Column> columns = new ArrayList<>();
        types.forEach((name, type) -> columns.add(new Column(name, type(type), !key.contains(name))));
        List<String> present = key.stream().filter(types::containsKey).toList();
        return ForeignTable.of(TableSchema.of(id, columns, present), ForeignValues.CANAL);
    }

    private static ColumnType type(@Nullable Object text) {
        try {
            return ColumnType.parse(String.valueOf(text));
        } catch (IllegalArgumentException unknown) {
            return ColumnType.of(SqlType.LONGTEXT);
        }
    }

    private static BinlogOrigin origin(Map<String, @Nullable Object> document, int row) {
        Instant time = Instant.ofEpochMilli(JsonTree.integer(document, "es", 0));
        String gtid = JsonTree.text(document, "gtid", "");
        Transaction transaction =
                gtid.isEmpty() ? Transaction.of(0, "", 0, time) : Transaction.of(0, gtid, "", 0, time);
        return new BinlogOrigin(RowsEvent.of(transaction, 0, 0), row, false);
    }
}
