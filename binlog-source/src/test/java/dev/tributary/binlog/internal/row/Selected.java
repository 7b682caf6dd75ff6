package dev.tributary.binlog.internal.row;

import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.CatalogueReader;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.ResultStream;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads the rows of a table by a SELECT, as a snapshot does. */
public final class Selected {

    private Selected() {}

    /** The rows of a table with all of its columns, ordered by an expression. */
    public static List<Row> rows(MySqlServer server, TableId table, String order) {
        ServerKind kind = server.version() == MySqlVersion.MARIADB ? ServerKind.MARIADB : ServerKind.MYSQL;
        try (BinlogConnection connection = Capture.connect(server)) {
            TableSchema schema = CatalogueReader.schema(connection, table).orElseThrow();
            BitSet all = new BitSet();
            all.set(0, schema.size());
            ResultDecoder decoder = ResultDecoder.of(kind, schema, all);
            ResultDecoder.session(kind).forEach(connection::query);
            return rows(connection, decoder, order);
        }
    }

    private static List<Row> rows(BinlogConnection connection, ResultDecoder decoder, String order) {
        TableId table = decoder.schema().table();
        ResultStream result = connection.select(
                "SELECT " + String.join(", ", decoder.expressions()) + " FROM `" + table.database() + "`.`"
                        + table.name() + "` ORDER BY " + order,
                "cannot read " + table);
        List<Row> rows = new ArrayList<>();
        while (result.next()) {
            rows.add(decoder.row(result.bytes(), result.from(), result.length()));
        }
        return rows;
    }
}
