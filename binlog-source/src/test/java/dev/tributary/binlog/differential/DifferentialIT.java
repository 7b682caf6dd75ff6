package dev.tributary.binlog.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.Capture;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random tables, random writes and changes of the tables between them, through a whole pipeline. {@code
 * -Dtributary.seed=N} replays a run; the profile {@code soak} with {@code -Dtributary.soak=PT2H} goes on for a time with ever
 * new seeds.
 */
class DifferentialIT {

    private static final long SEED = Long.getLong("tributary.seed", System.nanoTime());
    private static final Duration SOAK = Duration.parse(System.getProperty("tributary.soak", "PT0S"));
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final int TABLES = 2;
    private static final int STATEMENTS = 40;
    private static final int LEAST_CELLS = 400;

    private static List<Setting> settings() {
        return Setting.all();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void deliversWhatTheServerPrints(Setting setting) throws InterruptedException {
        long end = System.nanoTime() + SOAK.toNanos() / settings().size();
        long seed = SEED;
        do {
            run(setting, seed++);
        } while (System.nanoTime() < end);
    }

    private void run(Setting setting, long seed) throws InterruptedException {
        System.out.println(setting + ": -Dtributary.seed=" + seed);
        Dialect dialect = setting.dialect();
        MySqlServer server = SharedServers.mySql(dialect.version(), dialect.serverOptions());
        Comparison comparison = new Comparison(setting);
        try (MySqlDatabase database = server.newDatabase("differential")) {
            List<ChangeEvent> actual = new CopyOnWriteArrayList<>();
            List<ExpectedChange> expected = write(setting, seed, database, actual);
            comparison.compare(expected, actual);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dtributary.seed=" + seed, e);
        }
        assertThat(comparison.cells()).as("values compared, seed %d", seed).isGreaterThan(LEAST_CELLS);
    }

    private static List<ExpectedChange> write(
            Setting setting, long seed, MySqlDatabase database, List<ChangeEvent> actual) throws InterruptedException {
        Random random = new Random(seed);
        List<ExpectedChange> expected = new ArrayList<>();
        try (BinlogConnection session = session(setting, database);
                RunningPipeline running = pipeline(database, actual).start()) {
            assertThat(running.awaitCaughtUp(CATCH_UP)).isTrue();
            for (int i = 0; i < TABLES; i++) {
                expected.addAll(RandomWrites.run(session, random, "t" + i, setting, STATEMENTS));
            }
            assertThat(running.awaitCaughtUp(CATCH_UP)).isTrue();
        }
        return expected;
    }

    private static BinlogConnection session(Setting setting, MySqlDatabase database) {
        BinlogConnection session = Capture.connect(database.server());
        session.query("USE " + database.name());
        session.query("SET time_zone = '+00:00', sql_mode = ''");
        setting.statements().forEach(session::query);
        return session;
    }

    private static Pipeline pipeline(MySqlDatabase database, List<ChangeEvent> into) {
        MySqlServer server = database.server();
        return Pipeline.named("differential")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(server.host(), server.port())
                        .credentials(server.rootUser(), server.rootPassword())
                        .tables(database.name() + ".*")
                        .startFrom(StartFrom.now())
                        .build())
                .forEach(into::add)
                .build();
    }
}
