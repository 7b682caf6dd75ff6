package dev.tributary.binlog.internal;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.binlog.PreflightReport.Severity;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks, before anything is read, that a server, its account and the captured tables are as row capture needs them. */
final class Preflight {

    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private Preflight() {}

    /**
     * What the checks are about.
     *
     * @param address host and port of the server
     */
    record Subject(BinlogConnection connection, ServerFacts facts, String address, SourceSettings settings) {

        String user() {
            return settings.preferred().user();
        }

        /** The tables as the server tells their names apart. */
        TableFilter tables() {
            return facts.ignoresLetterCase() ? settings.tables().ignoringCase() : settings.tables();
        }

        /** The statement that gives the account a privilege on something. */
        String grant(String privileges, String object) {
            return "run: " + Preflight.grant(privileges, object, user());
        }
    }

    /** Returns all that is found about a server and its account, the worst first. */
    static List<Finding> findings(Subject subject, InstantSource clock) {
        Findings findings = new Findings(subject.address());
        new ServerChecks(subject, findings).run();
        new RetentionChecks(subject.connection(), subject.facts(), findings).run();
        new ClockCheck(clock).run(subject.connection(), findings);
        new TableChecks(subject, findings).run();
        return findings.list();
    }

    /**
     * Checks everything, and logs what can be lived with.
     *
     * @param pipeline begins each line of the log
     * @throws BinlogFailure that lists all that must be changed, each with the SQL that does it
     */
    static void check(Subject subject, String pipeline) {
        List<Finding> findings = findings(subject, InstantSource.system());
        String errors = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(finding -> "\n- " + finding)
                .collect(Collectors.joining());
        if (!errors.isEmpty()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.NOT_SET,
                    subject.facts().flavour().product() + " at " + subject.address()
                            + " is not set for the capture of row changes:" + errors);
        }
        for (Finding finding : findings) {
            if (finding.severity() == Severity.WARNING) {
                LOG.warn("{}: {}: {}", pipeline, subject.address(), finding);
            } else {
                LOG.info("{}: {}: {}", pipeline, subject.address(), finding);
            }
        }
    }

    /** The statement that gives an account what it needs to read the binlog. */
    static String grant(String user) {
        return grant("REPLICATION SLAVE, REPLICATION CLIENT", "*.*", user);
    }

    static String grant(String privileges, String object, String user) {
        return "GRANT " + privileges + " ON " + object + " TO '" + user.replace("'", "''") + "'@'%';";
    }
}
