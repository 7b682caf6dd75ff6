package dev.tributary.binlog.internal;

import dev.tributary.SourceException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;

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
            TableSchema schema = CatalogueReader.schema(connection, table)
                    .orElseThrow(() -> unknown(
                            flavour,
                            table,
                            place,
                            "the server's catalogue does not show the table; it was dropped since, or the account"
                                    + " lacks SELECT on it"));
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
