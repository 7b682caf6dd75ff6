package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Compares a server's clock with this machine's. */
final class ClockCheck {

    private static final Duration TOLERATED = Duration.ofSeconds(5);
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private final InstantSource clock;

    ClockCheck(InstantSource clock) {
        this.clock = clock;
    }

    void run(BinlogConnection connection, Findings findings) {
        Instant before = clock.instant();
        String seconds = ServerFacts.text(
                connection.query("SELECT UNIX_TIMESTAMP(NOW(6))").get(0), 0);
        Instant after = clock.instant();
        Instant server =
                Instant.ofEpochMilli(new BigDecimal(seconds).multiply(MILLIS).longValue());
        Duration ahead = Duration.between(after, server);
        Duration behind = Duration.between(server, before);
        if (ahead.compareTo(TOLERATED) > 0) {
            differs(findings, ahead, "ahead of");
        } else if (behind.compareTo(TOLERATED) > 0) {
            differs(findings, behind, "behind");
        }
    }

    private static void differs(Findings findings, Duration difference, String direction) {
        findings.warning(
                "The server's clock is " + difference.toSeconds() + " s " + direction
                        + " this machine's, so that the lag that is shown is wrong by that",
                "synchronise both with one source of time");
    }
}
