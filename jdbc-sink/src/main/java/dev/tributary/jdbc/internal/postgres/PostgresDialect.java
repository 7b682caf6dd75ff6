package dev.tributary.jdbc.internal.postgres;

import static java.util.stream.Collectors.joining;

import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.database.BulkLoad;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.RowChange;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowWriter;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetColumn.Writing;
import dev.tributary.jdbc.internal.database.TargetTable;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * PostgreSQL from version 12. What MySQL calls a database is a schema here. Names of schemas and tables are sought as they
 * are first, then without regard to case, because unquoted names are stored in lower case.
 *
 * <p>Values arrive in the form of {@link Kind}, many rows at once as arrays, see {@link ArrayStatement}.
 *
 * @param mayChooseRole whether the user may have sessions check no foreign keys, as those that replicate do
 */
public record PostgresDialect(boolean mayChooseRole) implements Dialect {

    private static final int MAX_NAME_BYTES = 63;
    private static final int VERSION_OF_GRANTED_SETTINGS = 15;

    /** Returns the dialect for the user of a connection. */
    public static PostgresDialect of(DatabaseMetaData database) throws SQLException {
        String question = database.getDatabaseMajorVersion() < VERSION_OF_GRANTED_SETTINGS
                ? "SELECT current_setting('is_superuser') = 'on'"
                : "SELECT has_parameter_privilege('session_replication_role', 'SET')";
        try (Statement statement = database.getConnection().createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return new PostgresDialect(row.getBoolean(1));
        }
    }

    @Override
    public List<String> prepare(Connection connection) throws SQLException {
        // A row that another lane changes is waited for; at a higher level it would be an error.
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        if (!mayChooseRole) {
            return List.of();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW session_replication_role")) {
            row.next();
            return List.of("SET session_replication_role = '" + row.getString(1) + "'");
        }
    }

    /** Foreign keys are checked by triggers, which do not act in a session that replicates, nor do those of users. */
    @Override
    public Optional<String> checkForeignKeys(boolean wanted) {
        return mayChooseRole
                ? Optional.of("SET session_replication_role = '" + (wanted ? "origin" : "replica") + "'")
                : Optional.empty();
    }

    /**
     * A DELETE passes over rows that are not committed yet (see "Read Committed Isolation Level" in the manual). The lock is one of
     * those that mean what an application wants, by a number for the whole database.
     */
    @Override
    public Optional<String> lockOfWriters(boolean exclusive) {
        return Optional.of("SELECT pg_advisory_xact_lock" + (exclusive ? "" : "_shared") + "(hashtextextended(?, 0))");
    }

    @Override
    public List<RowWriter> writers(Session session, RowForm form, RowChange change) throws SQLException {
        RowWriter arrays = new ArrayStatement(session, this, form, change);
        return change == RowChange.INSERT && CopyRows.fits(session, form)
                ? List.of(arrays, new BulkLoad(session, "COPY", new CopyRows(session, this, form), arrays))
                : List.of(arrays);
    }

    @Override
    public Optional<TargetTable> find(Connection connection, TableId table) throws SQLException {
        return PostgresCatalog.find(connection, table);
    }

    /** ON CONFLICT wants a unique key of exactly its columns. */
    @Override
    public boolean canIdentify(TargetTable table, Set<String> names) {
        return table.uniqueKeys().contains(names);
    }

    /** Names are cut at whole characters. */
    @Override
    public String identifier(String name) {
        int end = name.length();
        while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    @Override
    public String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public String widenColumn(Connection connection, TableId table, TargetColumn column, String type) {
        return "ALTER TABLE " + quote(table) + " ALTER COLUMN " + quote(column.name()) + " TYPE " + type;
    }

    @Override
    public String upsert(TargetTable table, List<TargetColumn> columns, List<TargetColumn> key, int rows) {
        return "INSERT INTO " + quote(table.id()) + " (" + names(columns) + ")" + overriding(columns) + " VALUES "
                + parameters(columns, rows) + onConflict(columns, key);
    }

    /** Insists on writing identity columns. */
    String overriding(List<TargetColumn> columns) {
        boolean insist = columns.stream().anyMatch(column -> column.writing() == Writing.ON_INSERT);
        return insist ? " OVERRIDING SYSTEM VALUE" : "";
    }

    /** Changes the row of the same key only: a row of another key with the same unique value elsewhere stays an error. */
    String onConflict(List<TargetColumn> columns, List<TargetColumn> key) {
        List<TargetColumn> changed = changeable(columns, key);
        return " ON CONFLICT (" + names(key) + ") DO "
                + (changed.isEmpty()
                        ? "NOTHING"
                        : "UPDATE SET "
                                + changed.stream()
                                        .map(column -> quote(column.name()) + " = EXCLUDED." + quote(column.name()))
                                        .collect(joining(", ")));
    }

    /** Returns those of the columns that can have to change in a row that has the key. */
    List<TargetColumn> changeable(List<TargetColumn> columns, List<TargetColumn> key) {
        return columns.stream()
                .filter(column -> !key.contains(column) && column.writing() == Writing.FREE)
                .toList();
    }

    @Override
    public String parameter(TargetColumn column) {
        return Kind.cast("?", column.typeName());
    }

    @Override
    public void write(Row row, int source, TargetColumn column, ValueWriter parameter) {
        new PostgresValues(column, new Parameter(parameter)).write(row, source);
    }

    /** Hands on a value in the form of its kind. */
    private record Parameter(ValueWriter next) implements PlainValue {
        @Override
        public void nothing() {
            next.writeNull();
        }

        @Override
        public void integer(long value) {
            next.writeLong(value);
        }

        @Override
        public void real(double value) {
            next.writeDouble(value);
        }

        @Override
        public void truth(boolean value) {
            next.writeBoolean(value);
        }

        @Override
        public void bytes(byte[] value) {
            next.writeBytes(value, 0, value.length);
        }

        @Override
        public void text(String value) {
            next.writeString(value);
        }
    }

    @Override
    public String typeName(ColumnType type) {
        return switch (type.sqlType()) {
            case TINYINT, YEAR -> "smallint";
            case SMALLINT -> type.unsigned() ? "integer" : "smallint";
            case MEDIUMINT -> "integer";
            case INT -> type.unsigned() ? "bigint" : "integer";
            case BIGINT -> type.unsigned() ? "numeric(20)" : "bigint";
            case DECIMAL -> type.length() == 0 ? "numeric" : "numeric(" + type.length() + ", " + type.scale() + ")";
            case FLOAT -> "real";
            case DOUBLE -> "double precision";
            case BIT -> type.length() <= 1 ? "boolean" : "bit(" + type.length() + ")";
            case CHAR, VARCHAR -> type.length() > 0 ? "varchar(" + type.length() + ")" : "text";
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, ENUM, SET -> "text";
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY -> "bytea";
            case VECTOR -> "real[]";
            case DATE -> "date";
            case TIME -> "interval"; // a time there ends with the day
            case DATETIME -> "timestamp(" + type.scale() + ")";
            case TIMESTAMP -> "timestamp(" + type.scale() + ") with time zone";
            case JSON -> "json"; // jsonb would change the text, and has no U+0000
            case UUID -> "uuid";
            case INET4, INET6 -> "inet";
        };
    }
}
