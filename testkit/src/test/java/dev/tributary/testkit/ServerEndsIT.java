package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerEndsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void leavesNoProcessAndNoDataWhenClosed() {
        Set<ProcessHandle> before = children();
        MySqlServer mySql = MySqlServer.start(MySqlVersion.V9);
        KafkaBroker kafka = KafkaBroker.start();
        Path data = Path.of((String) mySql.query("SELECT @@datadir").get(0).get(0));
        assertThat(data).exists();
        Set<ProcessHandle> started = new HashSet<>(children());
        started.removeAll(before);
        assertThat(started).as("two servers and their watchdogs").hasSize(4);

        mySql.close();
        kafka.close();

        assertThat(started).noneMatch(ProcessHandle::isAlive);
        assertThat(data).doesNotExist();
    }

    @Test
    void leavesNoProcessWhenClosedWhilePausedOrKilled() {
        MySqlServer paused = MySqlServer.start(MySqlVersion.V9);
        MySqlServer killed = MySqlServer.start(MySqlVersion.V9);
        paused.pause();
        killed.kill();

        paused.close();
        killed.close();

        assertThat(children())
                .noneMatch(child -> child.info().commandLine().orElse("").contains("--port=" + paused.port()));
    }

    @Test
    void endsWithItsJvmWhenThatIsKilled(@TempDir Path folder) throws Exception {
        try (ChildJvm jvm = ChildJvm.start(folder, Map.of())) {
            List<String> server = jvm.awaitServer();
            Set<ProcessHandle> started = jvm.process().descendants().collect(Collectors.toSet());
            assertThat(started).as("the server and its watchdog").hasSize(2);
            assertThat(Path.of(server.get(1))).exists();

            jvm.process().destroyForcibly();

            Await.until(
                    "end of server and watchdog", LIMIT, () -> started.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(Path.of(server.get(1))).doesNotExist();
        }
    }

    @Test
    void twoServersOfOneGenerationDoNotMeet() {
        try (MySqlServer one = MySqlServer.start(MySqlVersion.V9);
                MySqlServer other = MySqlServer.start(MySqlVersion.V9)) {
            one.execute("CREATE DATABASE mine");

            assertThat(one.port()).isNotEqualTo(other.port());
            assertThat(one.query("SELECT @@server_uuid")).isNotEqualTo(other.query("SELECT @@server_uuid"));
            assertThat(other.query("SHOW DATABASES LIKE 'mine'")).isEmpty();
        }
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }
}
