package dev.tributary.binlog.internal;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.Secret;
import dev.tributary.binlog.LostPosition;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import dev.tributary.binlog.internal.net.TlsSettings;
import dev.tributary.binlog.internal.snapshot.SnapshotSettings;
import dev.tributary.spi.Position;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A reader under test, and what it has delivered. */
final class Reading implements AutoCloseable {

    static final String USER = "replica";
    static final String PASSWORD = "s3cret";

    private static final Map<MySqlVersion, MySqlServer> SERVERS = new ConcurrentHashMap<>();
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofMillis(200));

    final Recording recording = new Recording();
    final BinlogReader reader;

    private Reading(SourceSettings settings, @Nullable Position saved) throws InterruptedException {
        recording.position = saved;
        reader = BinlogReader.open(settings, recording);
    }

    /**
     * The server of this generation that the tests of readers share, with the user that reads: not that of all tests, since they
     * purge and reset binlogs.
     */
    static MySqlServer server(MySqlVersion version) {
        return SERVERS.computeIfAbsent(version, wanted -> {
            MySqlServer server = MySqlServer.builder().version(wanted).fast().start();
            server.createReplicationUser(USER, PASSWORD);
            return server;
        });
    }

    static SourceSettings settings(MySqlServer server, Start start, String... tables) {
        return settings(server, start, Secret.of(PASSWORD), tables);
    }

    static SourceSettings settings(MySqlServer server, Start start, Secret password, String... tables) {
        ConnectionSettings connection = new ConnectionSettings(
                server.host(),
                server.port(),
                USER,
                password,
                new TlsSettings(SslMode.PREFERRED, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                64 << 20);
        return new SourceSettings(
                List.of(connection),
                TableFilter.of(List.of(tables)),
                start,
                OptionalLong.empty(),
                BACKOFF,
                SnapshotSettings.standard(BACKOFF),
                true,
                LostPosition.FAIL);
    }

    /** Settings of two servers, the first of which is preferred. */
    static SourceSettings settings(MySqlServer first, MySqlServer second, Start start, String... tables) {
        SourceSettings one = settings(first, start, tables);
        SourceSettings two = settings(second, start, tables);
        return new SourceSettings(
                List.of(one.preferred(), two.preferred()),
                one.tables(),
                one.start(),
                one.serverId(),
                one.backoff(),
                one.snapshots(),
                one.withStatements(),
                one.lostPosition());
    }

    /** Settings that say what is done with a lost position, and let a snapshot have chunks of one row. */
    static SourceSettings settings(SourceSettings other, LostPosition policy) {
        SnapshotSettings any = other.snapshots();
        return new SourceSettings(
                other.servers(),
                other.tables(),
                other.start(),
                other.serverId(),
                other.backoff(),
                new SnapshotSettings(
                        any.connections(), 1, any.rowsPerSecond(), any.bytesPerSecond(), any.server(), any.backoff()),
                other.withStatements(),
                policy);
    }

    /** Settings of the same server behind a proxy. */
    static SourceSettings through(TcpProxy proxy, SourceSettings direct) {
        ConnectionSettings to = direct.preferred();
        return new SourceSettings(
                List.of(new ConnectionSettings(
                        proxy.host(),
                        proxy.port(),
                        to.user(),
                        to.password(),
                        to.tls(),
                        to.connectTimeout(),
                        to.heartbeat(),
                        to.maxEventBytes())),
                direct.tables(),
                direct.start(),
                direct.serverId(),
                direct.backoff(),
                direct.snapshots(),
                direct.withStatements(),
                direct.lostPosition());
    }

    static Reading open(SourceSettings settings) throws InterruptedException {
        return new Reading(settings, null);
    }

    static Reading resume(SourceSettings settings, Position saved) throws InterruptedException {
        return new Reading(settings, saved);
    }

    /** Leaves the server no binlog file but a new one. */
    static void purge(MySqlServer server, MySqlVersion version) {
        if (version == MySqlVersion.MARIADB) {
            // Since 11.4 the server else keeps what no replica has got yet.
            server.execute("SET GLOBAL slave_connections_needed_for_purge = 0");
        }
        server.execute("FLUSH BINARY LOGS");
        String status = version == MySqlVersion.V9 ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
        String current = Objects.toString(server.query(status).get(0).get(0));
        Await.until("all files but the last are purged", Duration.ofSeconds(30), () -> {
            server.execute("PURGE BINARY LOGS TO '" + current + "'");
            return server.query("SHOW BINARY LOGS").size() == 1;
        });
    }

    Reading poll() throws InterruptedException {
        reader.poll(Duration.ofMillis(200)).deliver(recording);
        return this;
    }

    /** Reads until something has been marked, which is where it begins. */
    Reading begin() throws InterruptedException {
        while (recording.position == null) {
            poll();
        }
        return this;
    }

    /** Reads to where the binlog ends now. */
    Reading readToEnd() throws InterruptedException {
        Position end = reader.end().get(BinlogReader.SPLIT);
        begin();
        while (!position().covers(Objects.requireNonNull(end))) {
            poll();
        }
        return this;
    }

    /** Reads until nothing is being copied any more. */
    Reading readSnapshot() throws InterruptedException {
        do {
            poll();
        } while (((BinlogPosition) position()).snapshots().isNone()
                || !((BinlogPosition) position()).snapshots().copies().isEmpty());
        return this;
    }

    Position position() {
        return Objects.requireNonNull(recording.position);
    }

    /** The changes, as {@code +1} for an insert, {@code 1>2} for an update and {@code -1} for a delete. */
    List<String> changes() {
        return recording.changes.stream().map(Reading::text).toList();
    }

    private static String text(ChangeEvent change) {
        return switch (change.operation()) {
            case SNAPSHOT, INSERT -> "+" + change.row().getInt("id");
            case DELETE -> "-" + change.row().getInt("id");
            case UPDATE ->
                change.before().orElseThrow().getInt("id") + ">"
                        + change.after().orElseThrow().getInt("id");
        };
    }

    @Override
    public void close() {
        reader.close();
    }
}
