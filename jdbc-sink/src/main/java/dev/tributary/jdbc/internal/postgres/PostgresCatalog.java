package dev.tributary.jdbc.internal.postgres;

import dev.tributary.TableId;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetColumn.Writing;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the system catalogs say of a table. */
final class PostgresCatalog {

    /** The cast to the type of names cuts what the server would cut. In doubt, the name in lower case is meant. */
    private static final String TABLE = "SELECT c.oid, n.nspname, c.relname"
            + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE c.relkind IN ('r', 'p', 'v', 'f') AND lower(c.relname) = lower(CAST(CAST(? AS name) AS text))"
            + " AND lower(n.nspname) = lower(COALESCE(CAST(CAST(NULLIF(?, '') AS name) AS text), current_schema()))"
            + " ORDER BY n.nspname = CAST(? AS name) DESC, c.relname = CAST(? AS name) DESC, n.nspname COLLATE \"C\" DESC,"
            + " c.relname COLLATE \"C\" DESC LIMIT 1";

    /** A type is named without its length; that of a domain is the one below it. */
    private static final String COLUMNS = "SELECT a.attname, pg_catalog.format_type("
            + "CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END, -1), a.attgenerated, a.attidentity,"
            + " pg_catalog.format_type(a.atttypid, a.atttypmod)"
            + " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
            + " WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

    /** Of an index on part of the rows, or on an expression, no more is told than that it is there. */
    private static final String UNIQUE_KEYS = "SELECT i.indexrelid,"
            + " CASE WHEN i.indpred IS NULL AND i.indexprs IS NULL AND i.indimmediate THEN a.attname END"
            + " FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid"
            + " AND (a.attnum = ANY (CAST(i.indkey AS int2[])))"
            + " AND array_position(CAST(i.indkey AS int2[]), a.attnum) < i.indnkeyatts"
            + " WHERE i.indrelid = ? AND i.indisunique AND i.indisvalid"
            + " UNION ALL SELECT i.indexrelid, NULL FROM pg_catalog.pg_index i"
            + " WHERE i.indrelid = ? AND i.indisunique AND i.indexprs IS NOT NULL";

    private static final String LINKS = "SELECT COALESCE(bool_or(conrelid = ?), FALSE),"
            + " COALESCE(bool_or(confrelid = ?), FALSE) FROM pg_catalog.pg_constraint WHERE contype = 'f'"
            + " AND (conrelid = ? OR confrelid = ?)";

    private PostgresCatalog() {}

    static Optional<TargetTable> find(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TABLE)) {
            statement.setString(1, table.name());
            statement.setString(2, table.database());
            statement.setString(3, table.database());
            statement.setString(4, table.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                long oid = row.getLong(1);
                TableId id = new TableId(row.getString(2), row.getString(3));
                return Optional.of(new TargetTable(
                        id, columns(connection, oid), uniqueKeys(connection, oid), links(connection, oid)));
            }
        }
    }

    private static List<TargetColumn> columns(Connection connection, long table) throws SQLException {
        List<TargetColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setLong(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(new TargetColumn(
                            rows.getString(1),
                            typeName(rows.getString(2)),
                            rows.getString(5),
                            writing(rows.getString(3), rows.getString(4))));
                }
            }
        }
        return columns;
    }

    /** Bits of some length are told apart from one bit by quotes, which a cast of any length does not want. */
    private static String typeName(String formatted) {
        return formatted.equals("\"bit\"") ? "bit varying" : formatted;
    }

    private static Writing writing(String generated, String identity) {
        if (!generated.isEmpty()) {
            return Writing.NEVER;
        }
        return identity.equals("a") ? Writing.ON_INSERT : Writing.FREE;
    }

    private static List<Set<String>> uniqueKeys(Connection connection, long table) throws SQLException {
        Map<Long, Set<String>> keys = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE_KEYS)) {
            statement.setLong(1, table);
            statement.setLong(2, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(2);
                    keys.computeIfAbsent(rows.getLong(1), name -> new HashSet<>())
                            .add(column == null ? TargetTable.EXPRESSION : column);
                }
            }
        }
        return List.copyOf(keys.values());
    }

    private static Links links(Connection connection, long table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LINKS)) {
            for (int i = 1; i <= 4; i++) {
                statement.setLong(i, table);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Links.of(row.getBoolean(1), row.getBoolean(2));
            }
        }
    }
}
