package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WriteLoad;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code mirror} is killed by {@code kill -9} while it copies a table that is written to, ten times over. */
@WithMySql
@Timeout(240)
class SnapshotKillIT {

    private static final int KILLS = 10;
    private static final int ROWS = 40_000;

    /** So slow that the table is not copied before the last kill. */
    private static final int ROWS_PER_SECOND = 1_500;

    private static final int CHUNK_ROWS = 100;
    private static final Pattern SAVED = Pattern.compile("!items![^~;]*!([^!]*)!(\\d+)!(\\d+)!0;");

    @TempDir
    private Path folder;

    /**
     * What was saved when the program was killed.
     *
     * @param key the last that is copied, 0 for none
     * @param arrivals the number of the last arrival in the target
     */
    private record Saved(int key, long rows, long chunks, long arrivals) {}

    @Test
    void copiesAfterEachKillOnlyWhatWasNotCopiedBefore(MySqlServer server) throws InterruptedException, SQLException {
        try (MySqlDatabase source = newSource(server);
                MySqlDatabase target = newTarget(server)) {
            List<Saved> saved = new ArrayList<>();
            WriteLoad.Result written;
            try (WriteLoad load = WriteLoad.on(source.dataSource(), "items")
                    .keys(ROWS)
                    .pause(Duration.ofMillis(4))
                    .start()) {
                Kills.of(
                        KILLS,
                        () -> Long.toString(saved(target).rows()),
                        () -> saved.add(saved(target)),
                        arguments(server, source, target, true));
                written = load.stop();
            }
            Kills.catchUp(arguments(server, source, target, false));

            try (Connection from = source.connection();
                    Connection to = target.connection()) {
                assertThat(TableDiff.compare(from, "items", to, "items").differences())
                        .as("after " + written)
                        .isEmpty();
            }
            System.out.println("SnapshotKillIT: " + saved + ", " + target.count("arrivals") + " arrivals");
            assertThat(saved).extracting(Saved::rows).isSorted().last().isNotEqualTo(0L);
            assertThat(saved).extracting(Saved::chunks).isSorted();
            assertThat(saved)
                    .allSatisfy(kill -> assertThat(target.query("SELECT * FROM arrivals WHERE number > "
                                    + kill.arrivals() + " AND id <= " + kill.key()))
                            .as("what is copied again after " + kill)
                            .isEmpty());
        }
    }

    private static MySqlDatabase newSource(MySqlServer server) {
        MySqlDatabase source = server.newDatabase("source");
        source.execute(
                "CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))",
                "SET SESSION cte_max_recursion_depth = " + ROWS,
                "INSERT INTO items WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < " + ROWS
                        + ") SELECT id, 'there already' FROM n");
        server.createUser(
                "mirror-items",
                "secret",
                "REPLICATION SLAVE, REPLICATION CLIENT ON *.*",
                "SELECT ON `" + source.name() + "`.*");
        return source;
    }

    /** It keeps which rows of the snapshot have arrived: the stream has only rows with other values. */
    private static MySqlDatabase newTarget(MySqlServer server) {
        MySqlDatabase target = server.newDatabase("target");
        target.execute(
                "CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))",
                "CREATE TABLE arrivals (number BIGINT AUTO_INCREMENT PRIMARY KEY, id INT)",
                "CREATE TRIGGER arrive BEFORE INSERT ON items FOR EACH ROW"
                        + " INSERT INTO arrivals (id) SELECT NEW.id WHERE NEW.value = 'there already'");
        return target;
    }

    private Path checkpoint() {
        return folder.resolve("mirror.checkpoint");
    }

    private Saved saved(MySqlDatabase target) {
        long arrivals = ((Number) target.query("SELECT COALESCE(MAX(number), 0) FROM arrivals")
                        .get(0)
                        .get(0))
                .longValue();
        String checkpoint = Kills.content(checkpoint());
        Matcher copy = SAVED.matcher(checkpoint);
        if (checkpoint.isEmpty()) {
            return new Saved(0, 0, 0, arrivals);
        }
        assertThat(copy.find()).as("the table is not copied yet: " + checkpoint).isTrue();
        String key = new String(Base64.getUrlDecoder().decode(copy.group(1)), StandardCharsets.US_ASCII);
        return new Saved(
                key.isEmpty() ? 0 : Integer.parseInt(key),
                Long.parseLong(copy.group(2)),
                Long.parseLong(copy.group(3)),
                arrivals);
    }

    private String[] arguments(MySqlServer server, MySqlDatabase source, MySqlDatabase target, boolean slowly) {
        List<String> all = new ArrayList<>(List.of("mirror"));
        all.addAll(List.of("--mysql", server.host() + ":" + server.port()));
        all.addAll(List.of("--user", "mirror-items", "--password", "secret"));
        all.addAll(List.of("--tables", source.table("items"), "--from", "snapshot"));
        all.addAll(List.of("--snapshot-connections", "2"));
        if (slowly) {
            all.addAll(List.of("--snapshot-chunk-rows", Integer.toString(CHUNK_ROWS)));
            all.addAll(List.of("--snapshot-rows-per-second", Integer.toString(ROWS_PER_SECOND)));
        }
        all.addAll(List.of("--checkpoint", checkpoint().toString()));
        all.addAll(List.of("--target-jdbc", target.jdbcUrl()));
        all.addAll(List.of("--target-user", server.rootUser(), "--target-password", server.rootPassword()));
        all.addAll(List.of("--target-table", target.name() + ".{table}"));
        return all.toArray(String[]::new);
    }
}
