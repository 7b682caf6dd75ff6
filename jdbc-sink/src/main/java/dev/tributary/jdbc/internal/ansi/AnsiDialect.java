package dev.tributary.jdbc.internal.ansi;

import static java.util.stream.Collectors.joining;

import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.MetadataCatalog;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import dev.tributary.spi.ValueWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Standard SQL of 2003, for databases that have no dialect of their own: {@code MERGE}, quoted identifiers, metadata by JDBC.
 * What MySQL calls a database is a schema here.
 *
 * <p>The rows of a {@code MERGE} are parameters whose types the database cannot tell, so each is cast to the type of its
 * column. A cast would cut what is too long, where storing it is refused; so lengths are checked before, see
 * {@link BoundedValues}.
 */
public record AnsiDialect() implements Dialect {

    private static final int BIGINT_BITS = 63;
    private static final int DEFAULT_TEXT_LENGTH = 255;
    private static final String TIMESTAMP = "timestamp";
    private static final String WITH_TIME_ZONE = "with time zone";

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
    public String upsert(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key, int rows) {
        List<TargetColumn> others =
                columns.stream().filter(column -> !key.contains(column)).toList();
        String update = others.isEmpty()
                ? ""
                : " WHEN MATCHED THEN UPDATE SET "
                        + others.stream()
                                .map(column -> quote(column.name()) + " = s." + quote(column.name()))
                                .collect(joining(", "));
        return "MERGE INTO " + quote(table.id()) + " AS t USING (VALUES " + typedParameters(columns, rows) + ") AS s ("
                + names(columns) + ") ON "
                + key.stream()
                        .map(column -> "t." + quote(column.name()) + " = s." + quote(column.name()))
                        .collect(joining(" AND "))
                + update + " WHEN NOT MATCHED THEN INSERT (" + names(columns) + ") VALUES ("
                + columns.stream().map(column -> "s." + quote(column.name())).collect(joining(", ")) + ")";
    }

    private static String typedParameters(List<TargetColumn> columns, int rows) {
        String row = columns.stream()
                .map(column -> "CAST(? AS " + castType(column.definition()) + ")")
                .collect(joining(", ", "(", ")"));
        return String.join(", ", Collections.nCopies(rows, row));
    }

    /** Drivers seldom tell how many fractional digits a time has; the source has six at most. */
    private static String castType(String definition) {
        if (!definition.startsWith(TIMESTAMP)) {
            return definition;
        }
        return definition.endsWith(WITH_TIME_ZONE) ? "timestamp(6) with time zone" : "timestamp(6)";
    }

    /** Not every database compares rows of values. */
    @Override
    public String delete(TargetTable table, List<TargetColumn> key, int rows) {
        if (key.size() == 1) {
            return Dialect.super.delete(table, key, rows);
        }
        String oneKey =
                key.stream().map(column -> quote(column.name()) + " = ?").collect(joining(" AND ", "(", ")"));
        return "DELETE FROM " + quote(table.id()) + " WHERE " + String.join(" OR ", Collections.nCopies(rows, oneKey));
    }

    @Override
    public String widenColumn(Connection connection, TableId table, TargetColumn column, String type) {
        return "ALTER TABLE " + quote(table) + " ALTER COLUMN " + quote(column.name()) + " SET DATA TYPE " + type;
    }

    /** That a column admits NULL goes without saying, and must. */
    @Override
    public String nullable() {
        return "";
    }

    @Override
    public void write(Row row, int source, TargetColumn column, ValueWriter parameter) {
        row.write(source, new BoundedValues(column, parameter));
    }

    /** Without an offset, the time zone of the session would be taken. */
    @Override
    public String moment(String utc, TargetColumn column) {
        return column.definition().endsWith(WITH_TIME_ZONE) ? utc + "+00:00" : utc;
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
            case FLOAT, DOUBLE -> "DOUBLE PRECISION"; // some databases have no other
            case BIT -> bits(type.length());
            case CHAR, VARCHAR -> "VARCHAR(" + (type.length() == 0 ? DEFAULT_TEXT_LENGTH : type.length()) + ")";
            case ENUM, SET -> "VARCHAR(" + longest(type) + ")";
            case UUID, INET4, INET6 -> "VARCHAR(45)";
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, JSON -> "CLOB";
            case BINARY, VARBINARY -> "VARBINARY(" + (type.length() == 0 ? DEFAULT_TEXT_LENGTH : type.length()) + ")";
            case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> "BLOB";
            case DATE -> "DATE";
            case TIME -> "VARCHAR(18)"; // a TIME ends with the day
            case DATETIME -> "TIMESTAMP(" + type.scale() + ")";
            case TIMESTAMP -> "TIMESTAMP(" + type.scale() + ") WITH TIME ZONE";
        };
    }

    private static String bits(int length) {
        if (length <= 1) {
            return "BOOLEAN";
        }
        return length <= BIGINT_BITS ? "BIGINT" : "NUMERIC(20)";
    }

    private static int longest(ColumnType type) {
        int characters = type.members().stream()
                .mapToInt(member -> member.length() + 1)
                .reduce(0, type.sqlType() == SqlType.SET ? Integer::sum : Math::max);
        return characters == 0 ? DEFAULT_TEXT_LENGTH : characters;
    }
}
