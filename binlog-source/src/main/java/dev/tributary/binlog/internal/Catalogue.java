package dev.tributary.binlog.internal;

import dev.tributary.SourceException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.TableDecoder.Lack;

/**
 * What table maps do not tell of columns, from the server's catalogue: names and keys where the server leaves them out
 * ({@code binlog_row_metadata=MINIMAL}), and on MariaDB some types.
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
     * @param lack what the table map does not tell of them
     * @throws SourceException if that cannot be known
     */
    TableSchema at(TableId table, BinlogPosition place, Lack lack) {
        BinlogConnection connection = connector.connect();
        try {
            Flavour flavour = Flavour.of(connection.version());
            TableSchema schema = CatalogueReader.schema(connection, table)
                    .orElseThrow(() -> unknown(
                            flavour,
                            table,
                            place,
                            lack,
                            "the server's catalogue does not show the table; it was dropped since, or the account"
                                    + " lacks SELECT on it"));
            BinlogPosition end = ServerFacts.read(connection).end(connection);
            history.find(table, place, end).ifPresent(statement -> {
                throw unknown(
                        flavour,
                        table,
                        place,
                        lack,
                        "the table was altered since, at " + statement.file() + ":" + statement.offset() + ": "
                                + statement.sql());
            });
            return schema;
        } finally {
            connector.close(connection);
        }
    }

    /** Full metadata helps only where it is what the table map lacks. */
    private static SourceException unknown(
            Flavour flavour, TableId table, BinlogPosition place, Lack lack, String why) {
        String start = "tart from a position behind that statement (StartFrom.now())";
        return new SourceException("The columns of table " + table + " at " + place.file() + ":" + place.offset()
                + " cannot be known: "
                + switch (lack) {
                    case METADATA ->
                        "its binlog does not tell them all (binlog_row_metadata is not FULL), and " + why + ". Run "
                                + flavour.set(ServerFacts.BINLOG_ROW_METADATA, "FULL") + " and s" + start;
                    case TYPES ->
                        flavour.product() + " tells in no binlog whether 4 or 16 bytes are a UUID or an address, nor"
                                + " how many fractional digits a date or time of its old format has, and " + why + ". S"
                                + start;
                });
    }
}
