package dev.tributary.binlog.internal;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SourceException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Column names and keys of tables for a server that leaves them out of its table maps ({@code
 * binlog_row_metadata=MINIMAL}), from its catalogue.
 *
 * <p>The catalogue shows a table as it is now, an event as it was then. So the catalogue is read first and the end of the
 * binlog after that; if no statement between event and end may have altered the table, both are the same. A statement that
 * comes later is seen in the stream itself. Else nobody knows, and that is an error.
 *
 * <p>Confined to one thread.
 */
final class Catalogue {

    // Columns of SHOW INDEX.
    private static final int NON_UNIQUE = 1;
    private static final int KEY_NAME = 2;
    private static final int COLUMN_NAME = 4;
    private static final int SUB_PART = 7;
    private static final int NULLABLE = 9;

    private final Connector connector;
    private final DdlHistory history;

    Catalogue(Connector connector, DdlHistory history) {
        this.connector = connector;
        this.history = history;
    }

    /**
     * Returns the columns of a table as they were at a place in the binlog.
     *
     * @throws SourceException if that cannot be known
     */
    TableSchema at(TableId table, BinlogPosition place) {
        BinlogConnection connection = connector.connect();
        try {
            Flavour flavour = Flavour.of(connection.version());
            TableSchema schema = read(connection, flavour, table, place);
            BinlogPosition end = ServerFacts.read(connection).end(connection);
            history.find(table, place, end).ifPresent(statement -> {
                throw unknown(
                        flavour,
                        table,
                        place,
                        "the table was altered since, at " + statement.file() + ":" + statement.offset() + ": "
                                + statement.sql());
            });
            return schema;
        } finally {
            connector.close(connection);
        }
    }

    private static TableSchema read(BinlogConnection connection, Flavour flavour, TableId table, BinlogPosition place) {
        String where =
                " WHERE TABLE_SCHEMA = " + literal(table.database()) + " AND TABLE_NAME = " + literal(table.name());
        List<Column> columns = new ArrayList<>();
        for (List<@Nullable String> row : connection.query(
                "SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE FROM information_schema.COLUMNS"
                        + where + " ORDER BY ORDINAL_POSITION")) {
            columns.add(column(table, row));
        }
        if (columns.isEmpty()) {
            throw unknown(
                    flavour,
                    table,
                    place,
                    "the server's catalogue does not show the table; it was dropped since, or the account"
                            + " lacks SELECT on it");
        }
        return TableSchema.of(table, columns, key(connection, table));
    }

    /**
     * Returns the columns of the key that the server takes for primary: where none is declared, the first unique one of
     * whole columns that cannot be NULL. The server lists its keys in the order in which it looks at them.
     */
    private static List<String> key(BinlogConnection connection, TableId table) {
        Map<String, List<List<@Nullable String>>> parts = new LinkedHashMap<>();
        for (List<@Nullable String> part :
                connection.query("SHOW INDEX FROM " + quoted(table.name()) + " FROM " + quoted(table.database()))) {
            parts.computeIfAbsent(ServerFacts.text(part, KEY_NAME), name -> new ArrayList<>())
                    .add(part);
        }
        return parts.values().stream()
                .filter(key -> key.stream().allMatch(Catalogue::isOfPrimaryKey))
                .findFirst()
                .orElse(List.of())
                .stream()
                .map(part -> ServerFacts.text(part, COLUMN_NAME))
                .toList();
    }

    private static boolean isOfPrimaryKey(List<@Nullable String> part) {
        return ServerFacts.text(part, NON_UNIQUE).equals("0")
                && part.get(COLUMN_NAME) != null
                && part.get(SUB_PART) == null
                && !"YES".equals(part.get(NULLABLE));
    }

    private static String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    private static Column column(TableId table, List<@Nullable String> row) {
        String name = ServerFacts.text(row, 0);
        String type = ServerFacts.text(row, 1);
        try {
            ColumnType parsed = ColumnType.parse(type).withCharset(ServerFacts.text(row, 2));
            return new Column(name, parsed, ServerFacts.text(row, 3).equals("YES"));
        } catch (IllegalArgumentException e) {
            throw new SourceException(
                    "Column '" + name + "' of table " + table + " has the type '" + type
                            + "', which is not supported yet; leave the table out",
                    e);
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private static SourceException unknown(Flavour flavour, TableId table, BinlogPosition place, String why) {
        return new SourceException("The columns of table " + table + " at " + place.file() + ":" + place.offset()
                + " cannot be known: its binlog does not tell them all (binlog_row_metadata is not FULL, or MariaDB shows a UUID or an"
                + " address as bytes), and "
                + why
                + ". Run " + flavour.set(ServerFacts.BINLOG_ROW_METADATA, "FULL")
                + " and start from a position behind that statement"
                + " (StartFrom.now())");
    }
}
