package dev.tributary.jdbc.internal.h2;

import dev.tributary.ColumnType;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
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
 * H2. What MySQL calls a database is a schema here. Names of schemas and tables are sought as they are first, then without
 * regard to case, because H2 stores unquoted names in capitals.
 */
public record H2Dialect() implements Dialect {

    private static final String WITH_TIME_ZONE = "timestamp with time zone";
    private static final int BIGINT_BITS = 63;

    @Override
    public List<String> prepare(Connection connection) {
        return List.of();
    }

    @Override
    public Optional<TargetTable> find(Connection connection, TableId table) throws SQLException {
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
                        rows.getString("IS_GENERATEDCOLUMN").equals("YES")));
            }
        }
        return columns;
    }

    private static String definition(ResultSet column) throws SQLException {
        String name = column.getString("TYPE_NAME").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "character", "character varying", "binary", "binary varying" ->
                name + "(" + column.getInt("COLUMN_SIZE") + ")";
            case "numeric" -> name + "(" + column.getInt("COLUMN_SIZE") + ", " + column.getInt("DECIMAL_DIGITS") + ")";
            case "timestamp" -> name + "(" + column.getInt("DECIMAL_DIGITS") + ")";
            case WITH_TIME_ZONE -> "timestamp(" + column.getInt("DECIMAL_DIGITS") + ") with time zone";
            default -> name;
        };
    }

    private static String escaped(String name, String escape) {
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    private static List<Set<String>> uniqueKeys(DatabaseMetaData database, TableId table) throws SQLException {
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        try (ResultSet rows = database.getIndexInfo(null, table.database(), table.name(), true, true)) {
            while (rows.next()) {
                keys.computeIfAbsent(rows.getString("INDEX_NAME"), name -> new HashSet<>())
                        .add(rows.getString("COLUMN_NAME"));
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

    @Override
    public String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String widenColumn(Connection connection, TableId table, TargetColumn column, String type) {
        return "ALTER TABLE " + quote(table) + " ALTER COLUMN " + quote(column.name()) + " SET DATA TYPE " + type;
    }

    @Override
    public String upsert(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key, int rows) {
        return "MERGE INTO " + quote(table.id()) + " (" + names(columns) + ") KEY (" + names(key) + ") VALUES "
                + parameters(columns, rows);
    }

    /** A text would become a JSON string. */
    @Override
    public String parameter(TargetColumn column) {
        return column.typeName().equals("json") ? "? FORMAT JSON" : "?";
    }

    /** Without an offset, H2 would take the time zone of the session. */
    @Override
    public String moment(String utc, TargetColumn column) {
        return column.typeName().equals(WITH_TIME_ZONE) ? utc + "+00:00" : utc;
    }

    @Override
    public String typeName(ColumnType type) {
        return switch (type.sqlType()) {
            case TINYINT, YEAR -> "SMALLINT";
            case SMALLINT -> type.unsigned() ? "INTEGER" : "SMALLINT";
            case MEDIUMINT -> "INTEGER";
            case INT -> type.unsigned() ? "BIGINT" : "INTEGER";
            case BIGINT -> type.unsigned() ? "NUMERIC(20)" : "BIGINT";
            case DECIMAL ->
                type.length() == 0 ? "NUMERIC(65, 30)" : "NUMERIC(" + type.length() + ", " + type.scale() + ")";
            case FLOAT -> "REAL";
            case DOUBLE -> "DOUBLE PRECISION";
            case BIT -> bits(type.length());
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET, UUID, INET4, INET6 ->
                type.length() > 0 ? "VARCHAR(" + type.length() + ")" : "VARCHAR";
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> "VARBINARY";
            case DATE -> "DATE";
            case TIME -> "VARCHAR(18)"; // a TIME there ends with the day
            case DATETIME -> "TIMESTAMP(" + type.scale() + ")";
            case TIMESTAMP -> "TIMESTAMP(" + type.scale() + ") WITH TIME ZONE";
            case JSON -> "JSON";
        };
    }

    private static String bits(int length) {
        if (length <= 1) {
            return "BOOLEAN";
        }
        return length <= BIGINT_BITS ? "BIGINT" : "NUMERIC(20)";
    }
}
