package dev.tributary.binlog.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TcpProxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator reads in the log of an application, whose JVM is another one here. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogIT {

    private static final String USER = "capture";
    private static final String PASSWORD = "s3cret";
    private static final int TRIES = 3;

    @Test
    void tellsOfAnOutageWhenItBeginsAndWhenItEndsAndNotOfEachTry() throws Exception {
        try (MySqlServer server =
                        MySqlServer.builder().version(MySqlVersion.V9).fast().start();
                MySqlDatabase database = server.newDatabase("LogIT");
                TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
            server.createReplicationUser(USER, PASSWORD);
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            String address = proxy.host() + ":" + proxy.port();
            try (OwnJvm jvm = OwnJvm.start(
                    List.of("-Dorg.slf4j.simpleLogger.logFile=System.out"),
                    FollowerProgram.class,
                    proxy.host(),
                    String.valueOf(proxy.port()),
                    USER,
                    PASSWORD,
                    database.table("t"))) {
                jvm.await("got 1", Follower.LIMIT);
                proxy.refuse();
                proxy.cut();
                long refused = proxy.statistics().refused() + TRIES;
                Await.until(
                        "more tries", Follower.LIMIT, () -> proxy.statistics().refused() >= refused);
                proxy.admit();
                database.execute("INSERT INTO t VALUES (2)");
                jvm.await("got 2", Follower.LIMIT);

                List<String> told = jvm.lines().stream()
                        .filter(line -> line.contains("client"))
                        .map(line -> line.substring(line.indexOf(" - ") + " - ".length()))
                        .toList();
                String connected = "Pipeline 'client': connected to " + address;
                assertThat(told)
                        .containsSubsequence(connected, "client: reads " + address + " from GTIDs (none)", connected);
                assertThat(told).filteredOn(connected::equals).hasSize(2);
                assertThat(told)
                        .filteredOn(line -> line.contains("lost the source"))
                        .singleElement()
                        .asString()
                        .startsWith("Pipeline 'client': lost the source, trying again until it is back: "
                                + "dev.tributary.RetriableException: The connection to " + address + " broke: ");
                assertThat(told)
                        .filteredOn(line -> line.contains("CREATE TABLE"))
                        .singleElement()
                        .asString()
                        .matches("Pipeline 'client': CREATE TABLE t \\(id INT PRIMARY KEY\\) at [-0-9a-f]+:\\d+"
                                + " \\(binlog\\.\\d+:\\d+ event 0 row 0\\)");
            }
        }
    }
}
