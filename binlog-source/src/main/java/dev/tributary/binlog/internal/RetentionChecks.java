package dev.tributary.binlog.internal;

import java.time.Duration;

/** Checks how long a server keeps its binlog. */
final class RetentionChecks {

    private static final Duration SHORT = Duration.ofDays(1);
    private static final Duration ADVISED = Duration.ofDays(7);

    private final ServerFacts facts;
    private final Findings findings;

    RetentionChecks(ServerFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    void run() {
        String seconds = facts.variable(ServerFacts.BINLOG_EXPIRE_LOGS_SECONDS);
        if (facts.variable(ServerFacts.BINLOG_EXPIRE_LOGS_AUTO_PURGE).equals("OFF")) {
            keptForEver("binlog_expire_logs_auto_purge is OFF", "SET PERSIST binlog_expire_logs_auto_purge = ON;");
        } else if (seconds.equals("0") && isZero(facts.variable(ServerFacts.EXPIRE_LOGS_DAYS))) {
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

    /** MySQL up to 8.4 and MariaDB have this older variable, in days and with fractions there. */
    private static boolean isZero(String days) {
        return days.isEmpty() || Double.parseDouble(days) == 0;
    }
}
