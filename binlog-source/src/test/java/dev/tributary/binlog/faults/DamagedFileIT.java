package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.SourceException;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that has changed a byte of a row in the server's binlog file. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFileIT {

    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";
    private static final String TEXT = "the text that the disk damages";

    @ParameterizedTest
    @EnumSource(names = {"V9", "MARIADB"})
    void endsThePipelineAtTheEventWhenASecondConnectionHasGotTheSame(MySqlVersion version) throws Exception {
        try (MySqlServer server = MySqlServer.builder().version(version).fast().start();
                MySqlDatabase database = server.newDatabase("DamagedFileIT")) {
            server.createReplicationUser(USER, PASSWORD);
            database.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, v TEXT)",
                    "INSERT INTO t VALUES (1, NULL)",
                    "INSERT INTO t VALUES (2, '" + TEXT + "')",
                    "INSERT INTO t VALUES (3, NULL)");
            Path file = newestFile(server);
            String event = file.getFileName() + ":" + offsetOfEventWithId2(server, file);
            server.execute("FLUSH BINARY LOGS");
            server.stop();
            damage(file);
            server.startAgain();

            try (Follower follower = Follower.start(Follower.source(server.host(), server.port())
                    .credentials(USER, PASSWORD)
                    .tables(database.table("t")))) {
                assertThat(follower.awaitFailure())
                        .isInstanceOf(SourceException.class)
                        .hasMessageMatching("The binlog behind " + event
                                + " holds an event whose CRC32 checksum is [0-9a-f]+, stored is [0-9a-f]+; check the file"
                                + " on the server with mysqlbinlog --verify-binlog-checksum; a second connection has got"
                                + " the same");
                assertThat(follower.ids()).containsExactly(1);
                assertThat(follower.losses())
                        .singleElement()
                        .satisfies(loss -> assertThat(loss)
                                .hasMessageStartingWith(
                                        "The binlog behind " + event + " holds an event whose CRC32 checksum is "));
            }
        }
    }

    private static Path newestFile(MySqlServer server) {
        List<List<Object>> files = server.query("SHOW BINARY LOGS");
        Object basename = server.query("SELECT @@log_bin_basename").get(0).get(0);
        return Path.of(Objects.toString(basename))
                .resolveSibling(Objects.toString(files.get(files.size() - 1).get(0)));
    }

    /** Where the second of the three row events begins. */
    private static long offsetOfEventWithId2(MySqlServer server, Path file) {
        return server.query("SHOW BINLOG EVENTS IN '" + file.getFileName() + "'").stream()
                .filter(event -> Objects.toString(event.get(2)).startsWith("Write_rows"))
                .skip(1)
                .map(event -> ((Number) Objects.requireNonNull(event.get(1))).longValue())
                .findFirst()
                .orElseThrow();
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(TEXT);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
