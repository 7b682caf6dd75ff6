package dev.tributary.jdbc.internal.h2;

import dev.tributary.ColumnType;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.MetadataCatalog;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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
        return MetadataCatalog.find(connection, table);
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
