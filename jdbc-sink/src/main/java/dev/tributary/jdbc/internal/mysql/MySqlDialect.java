package dev.tributary.jdbc.internal.mysql;

import dev.tributary.ColumnType;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.database.BulkLoad;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.MultiRowStatements;
import dev.tributary.jdbc.internal.database.RowChange;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowWriter;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * MySQL from 8.0.20, and MariaDB, which knows the inserted row by another name.
 *
 * <p>Dates and times go as text to a session whose time zone is UTC. The session takes zero dates and dates that no
 * calendar has, keeps a 0 in an AUTO_INCREMENT column, refuses what it would otherwise cut, and knows backslashes in text.
 */
public record MySqlDialect(boolean mariaDb) implements Dialect {

    private static final String NEW_ROW = "`_new`";
    private static final Set<String> UNWANTED =
            Set.of("NO_ZERO_DATE", "NO_ZERO_IN_DATE", "TRADITIONAL", "NO_BACKSLASH_ESCAPES");
    private static final List<String> WANTED =
            List.of("STRICT_TRANS_TABLES", "ALLOW_INVALID_DATES", "NO_AUTO_VALUE_ON_ZERO");

    @Override
    public List<String> prepare(Connection connection) throws SQLException {
        String mode;
        String zone;
        String binlogFormat;
        String foreignKeyChecks;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@SESSION.binlog_format,"
                                + " @@SESSION.foreign_key_checks")) {
            row.next();
            mode = row.getString(1);
            zone = row.getString(2);
            binlogFormat = row.getString(3);
            foreignKeyChecks = row.getString(4);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = '" + exactMode(mode) + "', time_zone = '+00:00'");
        }
        // Without gap locks, lanes wait for each other only where they meet the same row.
        if (binlogFormat.equals("ROW")) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        return List.of("SET SESSION sql_mode = '" + mode + "', time_zone = '" + zone + "', foreign_key_checks = "
                + foreignKeyChecks);
    }

    @Override
    public List<RowWriter> writers(Session session, RowForm form, RowChange change) throws SQLException {
        RowWriter statements = change == RowChange.INSERT || change == RowChange.UPSERT
                ? new TextStatements(
                        session,
                        form,
                        insert(form.table(), form.columns()),
                        onDuplicate(form.table(), form.columns(), form.keyColumns()))
                : new MultiRowStatements(session, form, change);
        if (change == RowChange.INSERT && LoadData.fits(form) && LocalInfile.isAllowed(session)) {
            return List.of(
                    statements, new BulkLoad(session, "LOAD DATA LOCAL", new LoadData(session, form), statements));
        }
        if (change == RowChange.UPDATE && JsonUpdate.fits(form)) {
            return List.of(statements, JsonUpdate.of(session, form, mariaDb, statements));
        }
        return List.of(statements);
    }

    @Override
    public Optional<String> checkForeignKeys(boolean wanted) {
        return Optional.of("SET SESSION foreign_key_checks = " + (wanted ? 1 : 0));
    }

    static String exactMode(String mode) {
        Set<String> modes = new LinkedHashSet<>(List.of(mode.split(",")));
        modes.removeAll(UNWANTED);
        modes.remove("");
        modes.addAll(WANTED);
        return String.join(",", modes);
    }

    @Override
    public Optional<TargetTable> find(Connection connection, TableId table) throws SQLException {
        String database = table.database().isEmpty() ? connection.getCatalog() : table.database();
        if (database == null) {
            return Optional.empty();
        }
        TableId id = new TableId(database, table.name());
        List<TargetColumn> columns = columns(connection, id);
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(new TargetTable(id, columns, uniqueKeys(connection, id), links(connection, id)));
    }

    private static List<TargetColumn> columns(Connection connection, TableId table) throws SQLException {
        List<TargetColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT column_name, data_type, COALESCE(generation_expression, '') <> '', column_type"
                        + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ?"
                        + " ORDER BY ordinal_position")) {
            statement.setString(1, table.database());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(new TargetColumn(
                            rows.getString(1),
                            rows.getString(2).toLowerCase(Locale.ROOT),
                            rows.getString(4),
                            rows.getBoolean(3)));
                }
            }
        }
        return columns;
    }

    private static List<Set<String>> uniqueKeys(Connection connection, TableId table) throws SQLException {
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT index_name, column_name FROM information_schema.statistics"
                        + " WHERE table_schema = ? AND table_name = ? AND non_unique = 0")) {
            statement.setString(1, table.database());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(2);
                    keys.computeIfAbsent(rows.getString(1), name -> new HashSet<>())
                            .add(column == null ? TargetTable.EXPRESSION : column);
                }
            }
        }
        return List.copyOf(keys.values());
    }

    private static Links links(Connection connection, TableId table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT COALESCE(SUM(table_schema = ? AND table_name = ?), 0),"
                        + " COALESCE(SUM(referenced_table_schema = ? AND referenced_table_name = ?), 0)"
                        + " FROM information_schema.key_column_usage WHERE referenced_table_name IS NOT NULL"
                        + " AND (table_schema = ? OR referenced_table_schema = ?)")) {
            for (int i = 1; i <= 4; i += 2) {
                statement.setString(i, table.database());
                statement.setString(i + 1, table.name());
            }
            statement.setString(5, table.database());
            statement.setString(6, table.database());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Links.of(row.getInt(1) > 0, row.getInt(2) > 0);
            }
        }
    }

    @Override
    public String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    @Override
    public String upsert(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key, int rows) {
        return insert(table, columns) + parameters(columns, rows) + onDuplicate(table, columns, key);
    }

    private String insert(TargetTable table, List<TargetColumn> columns) {
        return "INSERT INTO " + quote(table.id()) + " (" + names(columns) + ") VALUES ";
    }

    /**
     * ON DUPLICATE KEY UPDATE also strikes a row that shares another unique value. The first assignment then fails: it
     * asks for a subquery of two rows, which is evaluated only if the keys differ.
     */
    private String onDuplicate(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key) {
        String first = quote(key.get(0).name());
        String sameKey = key.stream()
                .map(column -> quote(table.id().name()) + "." + quote(column.name()) + " <=> " + inserted(column))
                .collect(Collectors.joining(" AND "));
        StringBuilder sql = new StringBuilder();
        if (!mariaDb) {
            sql.append(" AS ").append(NEW_ROW);
        }
        sql.append(" ON DUPLICATE KEY UPDATE ")
                .append(first)
                .append(" = IF(")
                .append(sameKey)
                .append(", ");
        sql.append(inserted(key.get(0))).append(", (SELECT 1 UNION ALL SELECT 2))");
        for (TargetColumn column : columns) {
            if (!column.equals(key.get(0))) {
                sql.append(", ").append(quote(column.name())).append(" = ").append(inserted(column));
            }
        }
        return sql.toString();
    }

    private String inserted(TargetColumn column) {
        return mariaDb ? "VALUES(" + quote(column.name()) + ")" : NEW_ROW + "." + quote(column.name());
    }

    @Override
    public String widenColumn(Connection connection, TableId table, TargetColumn column, String type)
            throws SQLException {
        return "ALTER TABLE " + quote(table) + " MODIFY COLUMN " + quote(column.name()) + " " + type
                + ColumnAttributes.of(connection, table, column.name(), mariaDb);
    }

    @Override
    public String typeName(ColumnType type) {
        return MySqlTypes.definition(type, mariaDb);
    }
}
