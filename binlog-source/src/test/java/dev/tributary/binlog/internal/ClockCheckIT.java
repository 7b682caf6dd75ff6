package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.testkit.MySqlServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClockCheckIT {

    private static final InstantSource NOW = InstantSource.system();

    private static MySqlServer server;

    @BeforeAll
    static void start() {
        server = MySqlServer.builder().fast().start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static List<String> found(InstantSource clock) {
        SourceSettings any = Reading.settings(server, new Start.Now(), "mysql.user");
        return new Inspection(any, Optional.empty(), clock)
                .findings().stream()
                        .map(Finding::toString)
                        .filter(finding -> finding.contains("clock"))
                        .toList();
    }

    @Test
    void findsAServerThatIsAhead() {
        assertThat(found(() -> NOW.instant().minus(Duration.ofHours(1))))
                .singleElement()
                .asString()
                .matches(
                        "The server's clock is 3[56]\\d\\d s ahead of this machine's, so that the lag that is shown is wrong by"
                                + " that; synchronise both with one source of time");
    }

    @Test
    void findsAServerThatIsBehind() {
        assertThat(found(() -> NOW.instant().plus(Duration.ofHours(1))))
                .singleElement()
                .asString()
                .matches("The server's clock is 3[56]\\d\\d s behind this machine's, .*");
    }

    @Test
    void findsNothingWhereBothAgree() {
        assertThat(found(NOW)).isEmpty();
    }
}
