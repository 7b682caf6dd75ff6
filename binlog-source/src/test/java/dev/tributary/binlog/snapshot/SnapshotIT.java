package dev.tributary.binlog.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Snapshots of tables with every kind of key, while rows are inserted, updated, deleted and given other keys, tables are altered
 * and truncated, and connections are killed. For no key does a version go back, and in the end what was delivered is what
 * the tables hold. {@code -Dtributary.seed=N} replays the choices, though not their timing; the profile {@code faults} goes on
 * for a time.
 */
class SnapshotIT {

    private static final long SEED = Long.getLong("tributary.seed", System.nanoTime());
    private static final Duration TIME = Duration.parse(System.getProperty("tributary.snapshots", "PT30S"));
    private static final int KEYS = 240;
    private static final List<Long> CHUNKS = List.of(1L, 3L, 20L, 100L, 10_000L);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** A server, and how a SELECT is made to see what the stream has delivered. */
    enum Setup {
        MYSQL_9_BY_GTIDS(MySqlVersion.V9),
        MYSQL_9_WITHOUT_GTIDS(MySqlVersion.V9),
        MYSQL_8_BY_GTIDS(MySqlVersion.V8_0),
        MARIADB(MySqlVersion.MARIADB);

        private final MySqlVersion version;

        Setup(MySqlVersion version) {
            this.version = version;
        }

        MySqlServer start() {
            MySqlServer.Builder builder = MySqlServer.builder().version(version).fast();
            if (this == MYSQL_9_WITHOUT_GTIDS) {
                builder.option("gtid-mode", "OFF").option("enforce-gtid-consistency", "OFF");
            }
            return builder.start();
        }
    }

    @ParameterizedTest
    @EnumSource
    void noVersionGoesBackAndNoneIsMissing(Setup setup) throws Exception {
        long end = System.nanoTime() + TIME.toNanos() / Setup.values().length;
        try (MySqlServer server = setup.start();
                MySqlDatabase database = server.newDatabase("snapshots")) {
            server.createReplicationUser("replica", "s3cret");
            server.execute("GRANT SELECT ON `" + database.name() + "`.* TO replica");
            List<KeyKind> kinds = KeyKind.on(setup.version);
            try (SnapshotLoad load = new SnapshotLoad(database, kinds, KEYS, SEED)) {
                load.start();
                VersionCheck check = new VersionCheck();
                long seed = SEED;
                do {
                    new Round(setup, server, database, load, kinds, check, new Random(seed)).run(seed);
                    seed++;
                } while (System.nanoTime() < end);
            }
        }
    }

    private record Round(
            Setup setup,
            MySqlServer server,
            MySqlDatabase database,
            SnapshotLoad load,
            List<KeyKind> kinds,
            VersionCheck check,
            Random random) {

        void run(long seed) throws Exception {
            check.forgetRows();
            int connections = 1 + random.nextInt(4);
            long chunkRows = CHUNKS.get(random.nextInt(CHUNKS.size()));
            boolean initial = random.nextBoolean();
            SnapshotOptions options =
                    SnapshotOptions.standard().connections(connections).chunkRows(chunkRows);
            String title = setup + ", " + connections + " connections, chunks of " + chunkRows + " rows, "
                    + (initial ? "initial" : "asked for later") + ", -Dtributary.seed=" + seed;
            try (RunningPipeline running = start(options, initial)) {
                List<RunningSnapshot> asked = initial ? List.of() : ask(running);
                Await.until(
                        "the stream is read",
                        LIMIT,
                        () -> !running.status().positions().isEmpty());
                disturb();
                assertThat(running.awaitCaughtUp(LIMIT)).as(title).isTrue();
                for (RunningSnapshot snapshot : asked) {
                    assertThat(snapshot.await(LIMIT))
                            .as(title + " " + snapshot.progress())
                            .isTrue();
                }
                load.whileQuiet(() -> {
                    assertThat(running.awaitCaughtUp(LIMIT)).as(title).isTrue();
                    compare(title);
                });
            }
            System.out.println(title + ": " + check.snapshotRows() + " rows, " + check.changes() + " changes, "
                    + load.transactions() + " transactions");
        }

        private RunningPipeline start(SnapshotOptions options, boolean initial) {
            return Pipeline.named("snapshots")
                    .checkpoints(CheckpointStore.inMemory())
                    .from(MySqlSource.builder()
                            .endpoint(server.host(), server.port())
                            .credentials("replica", "s3cret")
                            .tables(database.name() + ".*")
                            .startFrom(initial ? StartFrom.snapshot() : StartFrom.now())
                            .snapshots(options)
                            .reconnectBackoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(100)))
                            .build())
                    .onTableChange(check::accept)
                    .forEach(check::accept)
                    .build()
                    .start();
        }

        private List<RunningSnapshot> ask(RunningPipeline running) {
            List<RunningSnapshot> asked = new ArrayList<>();
            kinds.forEach(kind -> asked.add(running.snapshot(database.name() + "." + kind.table())));
            return asked;
        }

        private void disturb() throws SQLException {
            for (int i = random.nextInt(8); i > 0; i--) {
                KeyKind kind = kinds.get(random.nextInt(kinds.size()));
                switch (random.nextInt(8)) {
                    case 0, 1 -> killConnections();
                    case 2 -> database.execute("TRUNCATE TABLE " + kind.table());
                    case 3, 4 -> alter(kind);
                    case 5 -> database.execute("FLUSH BINARY LOGS");
                    default -> database.query("SELECT SLEEP(" + random.nextDouble(0.3) + ")");
                }
            }
        }

        private void killConnections() {
            // Where MySQL shows statements it fails on some of their characters.
            String connections = setup == Setup.MARIADB
                    ? "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'replica'"
                    : "SELECT PROCESSLIST_ID FROM performance_schema.threads WHERE PROCESSLIST_USER = 'replica'";
            for (List<?> row : server.query(connections)) {
                try {
                    server.execute("KILL " + row.get(0));
                } catch (RuntimeException hasEnded) {
                    // it was closed in the meantime
                }
            }
        }

        /** MariaDB tells a UUID from BINARY in its catalogue alone, so that rows before an ALTER cannot be read after it. */
        private void alter(KeyKind kind) {
            if (kind == KeyKind.UUID_OF_MARIADB) {
                return;
            }
            boolean added = !database.query("SHOW COLUMNS FROM " + kind.table() + " LIKE 'added'")
                    .isEmpty();
            database.execute("ALTER TABLE " + kind.table()
                    + (added ? " DROP COLUMN added" : " ADD COLUMN added INT DEFAULT 7 FIRST"));
        }

        private void compare(String title) {
            assertThat(check.violations()).as(title).isEmpty();
            for (KeyKind kind : kinds) {
                List<Long> versions = database.query("SELECT v FROM " + kind.table()).stream()
                        .map(row -> ((Number) row.get(0)).longValue())
                        .toList();
                assertThat(check.versions(kind.table())).as(title + " " + kind).hasSameElementsAs(versions);
            }
        }
    }
}
