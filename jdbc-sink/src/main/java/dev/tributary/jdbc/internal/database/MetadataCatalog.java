package dev.tributary.jdbc.internal.database;

import dev.tributary.TableId;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What JDBC's metadata say of a table, for databases whose schemas stand for MySQL's databases. Names of schemas and tables
 * are sought as they are first, then without regard to case, because most databases store unquoted names in one case.
 */
public final class MetadataCatalog {

    private MetadataCatalog() {}

    /** Returns the table of a name, if there is one. An empty schema name stands for the connection's own. */
    public static Optional<TargetTable> find(Connection connection, TableId table) throws SQLException {
        String schema = table.database().isEmpty() ? connection.getSchema() : table.database();
        DatabaseMetaData database = connection.getMetaData();
        Optional<TableId> found = spelled(database, new TableId(schema, table.name()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TableId id = found.get();
        return Optional.of(new TargetTable(id, columns(database, id), uniqueKeys(database, id), links(database, id)));
    }

    private static Optional<TableId> spelled(DatabaseMetaData database, TableId wanted) throws SQLException {
        List<TableId> tables = new ArrayList<>();
        try (ResultSet rows = database.getTables(null, null, "%", null)) {
            while (rows.next()) {
                tables.add(new TableId(rows.getString("TABLE_SCHEM"), rows.getString("TABLE_NAME")));
            }
        }
        return Stream.concat(
                        tables.stream().filter(wanted::equals),
                        tables.stream().filter(table -> table.toString().equalsIgnoreCase(wanted.toString())))
                .findFirst();
    }

    private static List<TargetColumn> columns(DatabaseMetaData database, TableId table) throws SQLException {
        List<TargetColumn> columns = new ArrayList<>();
        String escape = database.getSearchStringEscape();
        try (ResultSet rows =
                database.getColumns(null, escaped(table.database(), escape), escaped(table.name(), escape), "%")) {
            while (rows.next()) {
                columns.add(new TargetColumn(
                        rows.getString("COLUMN_NAME"),
                        rows.getString("TYPE_NAME").toLowerCase(Locale.ROOT),
                        definition(rows),
                        "YES".equals(rows.getString("IS_GENERATEDCOLUMN"))));
            }
        }
        return columns;
    }

    private static String definition(ResultSet column) throws SQLException {
        String name = column.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
        int size = column.getInt("COLUMN_SIZE");
        int digits = column.getInt("DECIMAL_DIGITS");
        return switch (column.getInt("DATA_TYPE")) {
            case Types.CHAR, Types.VARCHAR, Types.BINARY, Types.VARBINARY -> name + "(" + size + ")";
            case Types.NUMERIC, Types.DECIMAL -> name + "(" + size + ", " + digits + ")";
            case Types.TIMESTAMP -> "timestamp" + fraction(digits);
            case Types.TIMESTAMP_WITH_TIMEZONE -> "timestamp" + fraction(digits) + " with time zone";
            default -> name;
        };
    }

    /** Some drivers do not tell how many digits there are. */
    private static String fraction(int digits) {
        return digits == 0 ? "" : "(" + digits + ")";
    }

    private static String escaped(String name, String escape) {
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    private static List<Set<String>> uniqueKeys(DatabaseMetaData database, TableId table) throws SQLException {
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        try (ResultSet rows = database.getIndexInfo(null, table.database(), table.name(), true, true)) {
            while (rows.next()) {
                String column = rows.getString("COLUMN_NAME"); // none in a row of statistics
                if (column != null) {
                    keys.computeIfAbsent(rows.getString("INDEX_NAME"), name -> new HashSet<>())
                            .add(column);
                }
            }
        }
        return List.copyOf(keys.values());
    }

    private static Links links(DatabaseMetaData database, TableId table) throws SQLException {
        try (ResultSet imported = database.getImportedKeys(null, table.database(), table.name());
                ResultSet exported = database.getExportedKeys(null, table.database(), table.name())) {
            return Links.of(imported.next(), exported.next());
        }
    }
}
