package dev.tributary.binlog.internal.row;

import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.Secret;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.internal.CatalogueReader;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.binlog.internal.net.TlsSettings;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a real server writes into its binlog while a test runs statements, decoded. */
public final class Capture implements CollationNames {

    private static final int SERVER_ID = 0x7f00_0002;

    private final MySqlServer server;
    private final ServerKind kind;
    private final Map<Integer, String> charsets = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();

    public Capture(MySqlServer server) {
        this.server = server;
        this.kind = server.version() == MySqlVersion.MARIADB ? ServerKind.MARIADB : ServerKind.MYSQL;
        String statement = kind == ServerKind.MYSQL
                ? "SELECT ID, CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATIONS"
                : "SELECT ID, CHARACTER_SET_NAME, FULL_COLLATION_NAME"
                        + " FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY WHERE ID IS NOT NULL";
        server.query(statement).forEach(row -> {
            Integer number = ((Number) Objects.requireNonNull(row.get(0))).intValue();
            charsets.put(number, Objects.toString(row.get(1)));
            names.put(number, Objects.toString(row.get(2)));
        });
    }

    /** A session as root whose results are as the server prints them, in UTF-8. */
    public static BinlogConnection connect(MySqlServer server) {
        BinlogConnection connection = new BinlogConnection(new ConnectionSettings(
                server.host(),
                server.port(),
                server.rootUser(),
                Secret.of(server.rootPassword()),
                new TlsSettings(SslMode.PREFERRED, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                1 << 30));
        connection.connect();
        connection.query("SET NAMES utf8mb4");
        return connection;
    }

    /** A row change; a row that the operation does not have is null. */
    public record Change(
            Operation operation,
            @Nullable Row before,
            @Nullable Row after) {}

    private TableSchema catalogue(TableId table) {
        if (kind == ServerKind.MYSQL) {
            throw new AssertionError("asked the catalogue for " + table);
        }
        try (BinlogConnection connection = connect(server)) {
            return CatalogueReader.schema(connection, table).orElseThrow();
        }
    }

    @Override
    public String name(int collation) {
        return Objects.requireNonNull(names.get(collation), () -> "collation " + collation);
    }

    @Override
    public String charset(int collation) {
        return Objects.requireNonNull(charsets.get(collation), () -> "collation " + collation);
    }

    /** The transactions that the server has executed. */
    public TransactionSet executed() {
        return TransactionSet.parse(Objects.toString(
                server.query("SELECT @@GLOBAL." + (kind == ServerKind.MYSQL ? "gtid_executed" : "gtid_binlog_pos"))
                        .get(0)
                        .get(0)));
    }

    /** The row changes of a database since the server had executed a set of transactions. */
    public List<Change> changes(TransactionSet since, String database) {
        Map<Long, TableDecoder> decoders = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        for (BinlogEvent event : events(since, database)) {
            if (event.type() == EventType.TABLE_MAP) {
                decoders.put(tableId(event), TableDecoder.of(kind, event, this, (table, lack) -> catalogue(table)));
            } else {
                Objects.requireNonNull(decoders.get(tableId(event))).read(event, new Collector(changes));
            }
        }
        return changes;
    }

    /** The table maps and row events of a database since the server had executed a set of transactions. */
    public List<BinlogEvent> events(TransactionSet since, String database) {
        List<BinlogEvent> events = new ArrayList<>();
        try (BinlogConnection connection = connect(server)) {
            BinlogStream stream =
                    connection.dump(new DumpSession(SERVER_ID, UUID.randomUUID(), Duration.ofSeconds(10), true), since);
            boolean ours = false;
            for (Optional<BinlogEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
                BinlogEvent event = next.get();
                if (event.type() == EventType.TABLE_MAP) {
                    ours = TableMap.parse(kind, event).table().database().equals(database);
                }
                boolean rows = event.type() == EventType.TABLE_MAP
                        || (event.type() != null && event.type().isRows());
                if (ours && rows) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    /** The number by which row events name the table map before them. */
    private static long tableId(BinlogEvent event) {
        return event.body("an event").unsigned(6);
    }

    private record Collector(List<Change> changes) implements TableDecoder.Target<RuntimeException> {

        @Override
        public void inserted(Row after, int bytes, boolean last) {
            changes.add(new Change(Operation.INSERT, null, after));
        }

        @Override
        public void updated(Row before, Row after, int bytes, boolean last) {
            changes.add(new Change(Operation.UPDATE, before, after));
        }

        @Override
        public void deleted(Row before, int bytes, boolean last) {
            changes.add(new Change(Operation.DELETE, before, null));
        }
    }
}
