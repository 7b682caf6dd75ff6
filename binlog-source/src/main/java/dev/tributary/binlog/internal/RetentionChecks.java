package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Checks how long, and how much of it, a server keeps of its binlog. */
final class RetentionChecks {

    private static final Duration SHORT = Duration.ofDays(1);
    private static final Duration ADVISED = Duration.ofDays(7);

    /** By which servers limit the size of their binlog: MariaDB from 11.4 on, and Percona's. MySQL has no such limit. */
    private static final List<String> SIZE_LIMITS =
            List.of(ServerFacts.MAX_BINLOG_TOTAL_SIZE, ServerFacts.BINLOG_SPACE_LIMIT);

    private final BinlogConnection connection;
    private final ServerFacts facts;
    private final Findings findings;

    RetentionChecks(BinlogConnection connection, ServerFacts facts, Findings findings) {
        this.connection = connection;
        this.facts = facts;
        this.findings = findings;
    }

    void run() {
        Optional<String> limit = SIZE_LIMITS.stream()
                .filter(name -> !isZero(facts.variable(name)))
                .findFirst();
        limit.ifPresent(this::limitedBySize);
        checkTime(limit.isPresent());
    }

    private void limitedBySize(String variable) {
        long held = connection.query("SHOW BINARY LOGS").stream()
                .mapToLong(log -> Long.parseLong(ServerFacts.text(log, 1)))
                .sum();
        findings.warning(
                "The server removes binlog files when all of them exceed " + facts.variable(variable) + " bytes ("
                        + variable + "; it holds " + held
                        + " now): a pipeline that stands still while as much is written has lost changes",
                "raise it above what is written during your longest outage, or let time decide: "
                        + facts.flavour().set(variable, "0"));
    }

    private void checkTime(boolean sizeIsLimited) {
        String seconds = facts.variable(ServerFacts.BINLOG_EXPIRE_LOGS_SECONDS);
        boolean byNoTime = seconds.equals("0") && isZero(facts.variable(ServerFacts.EXPIRE_LOGS_DAYS));
        if (facts.variable(ServerFacts.BINLOG_EXPIRE_LOGS_AUTO_PURGE).equals("OFF")) {
            keptForEver("binlog_expire_logs_auto_purge is OFF", "SET PERSIST binlog_expire_logs_auto_purge = ON;");
        } else if (byNoTime && !sizeIsLimited) {
            keptForEver("binlog_expire_logs_seconds is 0", set());
        } else if (!seconds.isEmpty() && !seconds.equals("0") && Long.parseLong(seconds) < SHORT.toSeconds()) {
            findings.warning(
                    "The server removes binlog files after " + seconds
                            + " s (binlog_expire_logs_seconds): a pipeline that stands still for longer has lost changes",
                    "run: " + set());
        }
    }

    private void keptForEver(String why, String remedy) {
        findings.info("The server never removes a binlog file (" + why + "), so that its disk fills", "run: " + remedy);
    }

    private String set() {
        return facts.flavour().set(ServerFacts.BINLOG_EXPIRE_LOGS_SECONDS, Long.toString(ADVISED.toSeconds()));
    }

    /** Of a variable that not every server has; the days of MariaDB have fractions. */
    private static boolean isZero(String value) {
        return value.isEmpty() || Double.parseDouble(value) == 0;
    }
}
