package dev.tributary.binlog.internal.snapshot;

import dev.tributary.Column;
import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.row.ResultDecoder;
import dev.tributary.binlog.internal.row.ServerKind;
import dev.tributary.binlog.internal.sql.Identifiers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds out how a table is to be read, from the server's catalogue as it is now. */
final class TablePlanner {

    // Columns of SHOW INDEX.
    private static final int NON_UNIQUE = 1;
    private static final int INDEX_NAME = 2;
    private static final int COLUMN_NAME = 4;
    private static final int DIRECTION = 5;
    private static final int SUB_PART = 7;
    private static final int NULLABLE = 9;
    private static final int VISIBLE_OR_IGNORED = 13;

    private final SourceServer server;
    private final BinlogConnection connection;
    private final SnapshotTable wanted;
    private final TableSchema schema;

    private TablePlanner(SourceServer server, BinlogConnection connection, SnapshotTable wanted, TableSchema schema) {
        this.server = server;
        this.connection = connection;
        this.wanted = wanted;
        this.schema = schema;
    }

    /** An index that tells rows apart. */
    private record Index(String name, List<KeyColumn> columns) {}

    /** Returns how to read a table; empty where there is none of that name. */
    static Optional<TablePlan> plan(SourceServer server, BinlogConnection connection, SnapshotTable wanted) {
        return server.schema(connection, wanted.table())
                .map(schema -> new TablePlanner(server, connection, wanted, schema).plan());
    }

    private TablePlan plan() {
        Index index = index();
        List<KeyColumn> key = index == null ? List.of() : index.columns();
        String from = Identifiers.quoted(schema.table())
                + (index == null ? "" : " FORCE INDEX (" + Identifiers.quoted(index.name()) + ")");
        return new TablePlan(
                schema,
                ResultDecoder.of(server.kind(), schema, chosen(key)),
                from,
                key,
                wanted.condition().orElse(""),
                estimatedRows());
    }

    /** The primary key, or what comes next to it: in the order in which the server lists indexes. */
    private @Nullable Index index() {
        Map<String, String> collations = collations();
        Map<String, List<List<@Nullable String>>> parts = new LinkedHashMap<>();
        TableId table = schema.table();
        for (List<@Nullable String> part : connection.query("SHOW INDEX FROM " + Identifiers.quoted(table.name())
                + " FROM " + Identifiers.quoted(table.database()))) {
            parts.computeIfAbsent(text(part, INDEX_NAME), name -> new ArrayList<>())
                    .add(part);
        }
        for (Map.Entry<String, List<List<@Nullable String>>> index : parts.entrySet()) {
            if (index.getValue().stream().allMatch(this::tellsRowsApart)) {
                return new Index(
                        index.getKey(),
                        index.getValue().stream()
                                .map(part -> column(part, collations))
                                .toList());
            }
        }
        return null;
    }

    private boolean tellsRowsApart(List<@Nullable String> part) {
        boolean hidden = part.size() > VISIBLE_OR_IGNORED
                && text(part, VISIBLE_OR_IGNORED).equals(server.kind() == ServerKind.MARIADB ? "YES" : "NO");
        return text(part, NON_UNIQUE).equals("0")
                && part.get(COLUMN_NAME) != null
                && part.get(SUB_PART) == null
                && !"YES".equals(part.get(NULLABLE))
                && !hidden;
    }

    private KeyColumn column(List<@Nullable String> part, Map<String, String> collations) {
        int column = schema.requireIndex(text(part, COLUMN_NAME));
        Column definition = schema.column(column);
        return new KeyColumn(
                column,
                Identifiers.quoted(definition.name()),
                definition,
                collations.getOrDefault(definition.name(), ""),
                text(part, DIRECTION).equals("D"));
    }

    private Map<String, String> collations() {
        Map<String, String> collations = new HashMap<>();
        for (List<@Nullable String> row :
                connection.query("SELECT COLUMN_NAME, COLLATION_NAME FROM information_schema.COLUMNS" + where())) {
            collations.put(text(row, 0), text(row, 1));
        }
        return collations;
    }

    private OptionalLong estimatedRows() {
        List<List<@Nullable String>> rows =
                connection.query("SELECT TABLE_ROWS FROM information_schema.TABLES" + where());
        String estimate = rows.isEmpty() ? "" : text(rows.get(0), 0);
        return estimate.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(estimate));
    }

    private String where() {
        return " WHERE TABLE_SCHEMA = " + Identifiers.literal(schema.table().database()) + " AND TABLE_NAME = "
                + Identifiers.literal(schema.table().name());
    }

    private BitSet chosen(List<KeyColumn> key) {
        BitSet chosen = new BitSet();
        if (wanted.columns().isEmpty()) {
            chosen.set(0, schema.size());
        } else {
            for (String name : wanted.columns()) {
                chosen.set(indexOf(name));
            }
            for (int column : schema.keyColumns()) {
                chosen.set(column);
            }
            key.forEach(part -> chosen.set(part.column()));
        }
        return chosen;
    }

    private int indexOf(String name) {
        int index = schema.indexOf(name);
        if (index < 0) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.NOT_SET,
                    "Table " + schema.table() + " has no column '" + name + "'; its columns are "
                            + schema.columns().stream().map(Column::name).toList());
        }
        return index;
    }

    private static String text(List<@Nullable String> row, int column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }
}
