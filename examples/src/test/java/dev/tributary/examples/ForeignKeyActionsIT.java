package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.ForeignKeyActions;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WithMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** MySQL's changes tell what its foreign keys did, so that a history can be stored again over its own end. */
@WithMySql
@Timeout(120)
class ForeignKeyActionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STATEMENTS = 1_500;
    private static final List<String> TABLES = List.of("parent", "child", "grandchild");

    private final MySqlServer server;
    private final Random random = new Random();

    ForeignKeyActionsIT(MySqlServer server) {
        this.server = server;
    }

    @Test
    void aHistoryCanBeRepeated() throws Exception {
        try (MySqlDatabase source = server.newDatabase("family");
                MySqlDatabase target = server.newDatabase("family_copy")) {
            createTables(source);
            createTables(target);
            String executed =
                    source.query("SELECT @@GLOBAL.gtid_executed").get(0).get(0).toString();
            assertThat(write(source)).isGreaterThan(STATEMENTS / 2);

            for (int i = 0; i < 2; i++) {
                try (RunningPipeline running = mirror(source, target, executed).start()) {
                    assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
                    assertThat(running.stop(LIMIT)).isTrue();
                }
                assertEqual(source, target);
            }
        }
    }

    private static void createTables(MySqlDatabase database) {
        database.execute(
                "CREATE TABLE parent (id INT PRIMARY KEY, code INT UNIQUE)",
                "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, code INT UNIQUE, FOREIGN KEY (parent_id)"
                        + " REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE)",
                "CREATE TABLE grandchild (id INT PRIMARY KEY, child_id INT, FOREIGN KEY (child_id)"
                        + " REFERENCES child (id) ON DELETE SET NULL ON UPDATE CASCADE)");
    }

    private Pipeline mirror(MySqlDatabase source, MySqlDatabase target, String executed) {
        return Pipeline.named("family")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(server.host(), server.port())
                        .credentials(server.rootUser(), Secret.of(server.rootPassword()))
                        .tables(source.name() + ".*")
                        .startFrom(StartFrom.gtidSet(executed))
                        .build())
                .to(JdbcSink.changeEvents(target.dataSource())
                        .table("{table}")
                        .foreignKeyActions(ForeignKeyActions.IN_CHANGES)
                        .parallelism(3)
                        .batchRows(50)
                        .build())
                .build();
    }

    /** Returns how many statements the server has not refused. */
    private int write(MySqlDatabase source) throws SQLException {
        int done = 0;
        try (Connection connection = source.connection();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < STATEMENTS; i++) {
                try {
                    statement.execute(change());
                    done++;
                } catch (SQLException refused) {
                    // a value that another row has, or a row that is not there
                }
            }
        }
        return done;
    }

    private String change() {
        int parent = random.nextInt(8);
        int child = random.nextInt(25);
        return switch (random.nextInt(10)) {
            case 0 -> "REPLACE INTO parent VALUES (" + parent + ", " + random.nextInt(12) + ")";
            case 1 -> "INSERT INTO parent VALUES (" + parent + ", " + random.nextInt(12) + ")";
            case 2 -> "UPDATE parent SET id = " + random.nextInt(8) + " WHERE id = " + parent;
            case 3 -> "DELETE FROM parent WHERE id = " + parent;
            case 4 -> "UPDATE child SET id = " + random.nextInt(25) + " WHERE id = " + child;
            case 5 -> "DELETE FROM child WHERE id = " + child;
            case 6, 7 -> "REPLACE INTO child VALUES (" + child + ", " + parent + ", " + random.nextInt(30) + ")";
            default -> "REPLACE INTO grandchild VALUES (" + random.nextInt(40) + ", " + child + ")";
        };
    }

    private static void assertEqual(MySqlDatabase source, MySqlDatabase target) throws SQLException {
        try (Connection original = source.connection();
                Connection copy = target.connection()) {
            for (String table : TABLES) {
                TableDiff diff = TableDiff.compare(original, table, copy, table);
                assertThat(diff.differences()).as(table).isEmpty();
                assertThat(diff.rows()).as(table).isPositive();
            }
        }
    }
}
