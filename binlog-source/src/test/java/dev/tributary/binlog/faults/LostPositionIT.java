package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline whose position the server has lost, and whose process is killed while it begins anew. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostPositionIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";
    private static final String ROW = "SNAPSHOT ";
    private static final int LAST = 300;

    @TempDir
    Path folder;

    @Test
    void goesOnWithTheNewSnapshotAfterAKillAndBeginsNoThird() throws Exception {
        try (MySqlServer server =
                        MySqlServer.builder().version(MySqlVersion.V9).fast().start();
                MySqlDatabase database = server.newDatabase("LostPositionIT")) {
            server.createReplicationUser(USER, PASSWORD);
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            try (OwnJvm first = start(server, database, LAST)) {
                first.await("connected to", LIMIT);
                first.await("reads", LIMIT);
                database.execute("INSERT INTO t VALUES (1)");
                first.await("INSERT 1", LIMIT);
            }
            database.execute("DELETE FROM t");
            for (int id = 2; id <= LAST; id++) {
                database.execute("INSERT INTO t VALUES (" + id + ")");
            }
            purge(server);
            List<Integer> rows = new ArrayList<>();
            try (OwnJvm second = start(server, database, 50)) {
                second.await("lost: The server has purged ", LIMIT);
                second.await(ROW + 51, LIMIT);
                second.kill();
                second.output(LIMIT);
                rows.addAll(rows(second));
            }
            assertThat(rows).startsWith(2).doesNotContain(LAST);
            try (OwnJvm third = start(server, database, LAST)) {
                third.await("ended: ", LIMIT);

                assertThat(third.lines()).noneMatch(line -> line.contains("lost: "));
                assertThat(rows(third)).doesNotContain(2).endsWith(LAST);
                rows.addAll(rows(third));
            }
            assertThat(rows)
                    .containsAll(IntStream.rangeClosed(2, LAST).boxed().toList())
                    .doesNotContain(1);
        }
    }

    private OwnJvm start(MySqlServer server, MySqlDatabase database, int rowsPerSecond) throws IOException {
        return OwnJvm.start(
                List.of("-Dorg.slf4j.simpleLogger.logFile=System.out"),
                RowsProgram.class,
                String.valueOf(server.port()),
                USER,
                PASSWORD,
                database.table("t"),
                folder.resolve("rows.checkpoint").toString(),
                String.valueOf(rowsPerSecond));
    }

    private static void purge(MySqlServer server) {
        server.execute("FLUSH BINARY LOGS");
        Object current = server.query("SHOW BINARY LOG STATUS").get(0).get(0);
        server.execute("PURGE BINARY LOGS TO '" + Objects.requireNonNull(current) + "'");
    }

    private static List<Integer> rows(OwnJvm jvm) {
        return jvm.lines().stream()
                .filter(line -> line.startsWith(ROW))
                .map(line -> Integer.valueOf(line.substring(ROW.length())))
                .toList();
    }
}
