package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.binlog.SslMode;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A load writes while random faults happen, and a pipeline stores what it reads. In the end, what it has stored is the history
 * of the server: nothing is missing, nothing is there that the server has not, and nothing is out of order. {@code
 * -Dtributary.seed=N} replays the choice of faults, though not their timing; the profile {@code faults} with {@code
 * -Dtributary.faults=PT2H} goes on for a time, on ever new servers.
 */
class FaultSuiteIT {

    private static final long SEED = Long.getLong("tributary.seed", System.nanoTime());
    private static final Duration TIME = Duration.parse(System.getProperty("tributary.faults", "PT30S"));
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);
    private static final Duration LONGEST_REST = Duration.ofMillis(1_500);
    private static final int CHOICES_BETWEEN_ALTERS = 3;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void deliversTheHistoryOfTheServer(Setup setup) throws Exception {
        long end = System.nanoTime() + TIME.toNanos() / Setup.values().length;
        long seed = SEED;
        do {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            run(setup, seed++, left.compareTo(LONGEST_ROUND) < 0 ? left : LONGEST_ROUND);
        } while (System.nanoTime() < end);
    }

    private void run(Setup setup, long seed, Duration time) throws Exception {
        Random random = new Random(seed);
        SslMode mode = random.nextBoolean() ? SslMode.DISABLED : SslMode.PREFERRED;
        String title = setup + ", TLS " + mode + ", -Dtributary.seed=" + seed;
        System.out.println(title);
        try (MySqlServer server = setup.start();
                MySqlDatabase database = server.newDatabase("faults")) {
            server.createUser(
                    Fault.LOAD.user(), Fault.LOAD.password(), setup.privilege(), "ALL ON `" + database.name() + "`.*");
            try (Load load = new Load(setup, database, Fault.LOAD, seed);
                    Scene scene = new Scene(server, database, mode, folder.resolve("checkpoint-" + seed))) {
                load.start();
                Map<Fault, Integer> faults = happen(scene, load, random, time);
                load.stop();
                scene.finish();
                check(scene, database);
                System.out.println(report(title, faults, load, scene));
            } catch (Exception | AssertionError e) {
                throw new AssertionError(title, e);
            }
        }
    }

    private static Map<Fault, Integer> happen(Scene scene, Load load, Random random, Duration time) throws Exception {
        Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
        Fault[] all = Fault.values();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Fault fault = all[random.nextInt(all.length)];
            try {
                fault.happen(scene, random);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("at " + fault + " after " + faults, e);
            }
            faults.merge(fault, 1, Integer::sum);
            switch (random.nextInt(CHOICES_BETWEEN_ALTERS)) {
                case 0 -> load.alter(random);
                case 1 -> scene.server().execute("FLUSH BINARY LOGS");
                default -> {}
            }
            scene.pass(Duration.ofNanos(random.nextLong(LONGEST_REST.toNanos())));
        }
        return faults;
    }

    private static void check(Scene scene, MySqlDatabase database) throws InterruptedException {
        List<Delivered> delivered = scene.journal().changes();
        List<Delivered> history = scene.reread();
        assertThat(scene.journal().violations()).as("order of delivery").isEmpty();
        int same = 0;
        while (same < Math.min(delivered.size(), history.size())
                && delivered.get(same).equals(history.get(same))) {
            same++;
        }
        assertThat(delivered.subList(same, Math.min(same + 1, delivered.size())))
                .as("change %d of %d that were delivered, of %d in the history", same, delivered.size(), history.size())
                .isEqualTo(history.subList(same, Math.min(same + 1, history.size())));
        Replay replay = Replay.of(delivered);
        assertThat(replay.misfits()).as("changes of rows that were otherwise").isEmpty();
        for (String table : Load.TABLES) {
            List<List<Object>> rows = replay.rows(table).values().stream()
                    .map(row -> List.<Object>of(row.id(), row.sequence(), row.note()))
                    .toList();
            assertThat(rows)
                    .as("table %s", table)
                    .hasSameElementsAs(database.query("SELECT id, seq, note FROM " + table).stream()
                            .map(row -> List.<Object>copyOf(row))
                            .toList());
        }
    }

    private static String report(String title, Map<Fault, Integer> faults, Load load, Scene scene) {
        return title + ": "
                + faults.values().stream().mapToInt(Integer::intValue).sum() + " faults ("
                + faults.entrySet().stream()
                        .map(fault -> fault.getValue() + " " + fault.getKey())
                        .collect(Collectors.joining(", "))
                + "), connection lost " + scene.losses() + " times, " + load.commits() + " transactions, "
                + scene.journal().size() + " changes, " + scene.journal().repeats() + " repeats after "
                + scene.journal().stepsBack() + " of " + scene.journal().resumes() + " resumes, losses = 0";
    }
}
