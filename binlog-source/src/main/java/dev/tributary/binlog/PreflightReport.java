package dev.tributary.binlog;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What {@link MySqlSource#preflight()} has found out about a source's servers: all that keeps row changes from being
 * captured, or should be known before they are, each with what mends it. Immutable.
 */
public final class PreflightReport {

    private static final String INDENT = " ".repeat(9);

    private final List<String> servers;
    private final List<Finding> findings;

    /** How much a finding matters. */
    public enum Severity {
        /** Nothing can be captured, or captured changes would be missing: a pipeline does not start. */
        ERROR,
        /** Changes can be captured, but something may go wrong later, or is not what most people want. */
        WARNING,
        /** Good to know. */
        INFO
    }

    /**
     * One thing that was found.
     *
     * @param server host and port of the server that it is about
     * @param what in one sentence without a full stop, with the setting, account or table that is meant
     * @param remedy what mends it, with the exact SQL where SQL does; empty where {@code what} says it
     */
    public record Finding(Severity severity, String server, String what, String remedy) {

        /** Checks that all is there. */
        public Finding {
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(server, "server");
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(remedy, "remedy");
        }

        /** Returns finding and remedy as one line. */
        @Override
        public String toString() {
            return remedy.isEmpty() ? what : what + "; " + remedy;
        }
    }

    PreflightReport(List<String> servers, List<Finding> findings) {
        this.servers = List.copyOf(servers);
        this.findings = List.copyOf(findings);
    }

    /** Returns what was found, by server in the order of the endpoints, and for each the worst first. */
    public List<Finding> findings() {
        return findings;
    }

    /** Returns the findings of one severity. */
    public List<Finding> findings(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
    }

    /** Returns whether something keeps a pipeline from starting at one of the servers. */
    public boolean hasErrors() {
        return !findings(Severity.ERROR).isEmpty();
    }

    /** Returns the report for people, in several lines. */
    @Override
    public String toString() {
        return servers.stream().map(this::section).collect(Collectors.joining("\n\n"));
    }

    private String section(String server) {
        List<Finding> ofServer = findings.stream()
                .filter(finding -> finding.server().equals(server))
                .toList();
        if (ofServer.isEmpty()) {
            return server + ": ready, nothing to mend";
        }
        return server + ": " + counts(ofServer) + "\n"
                + ofServer.stream().map(PreflightReport::lines).collect(Collectors.joining("\n"));
    }

    private static String counts(List<Finding> findings) {
        long errors = count(findings, Severity.ERROR);
        return (errors == 0 ? "ready" : "not ready") + ", " + plural(errors, "error") + ", "
                + plural(count(findings, Severity.WARNING), "warning") + ", "
                + plural(count(findings, Severity.INFO), "note");
    }

    private static long count(List<Finding> findings, Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String plural(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String lines(Finding finding) {
        String label = finding.severity() == Severity.INFO
                ? "NOTE"
                : finding.severity().name();
        String head = String.format("%-" + INDENT.length() + "s%s", label, indented(finding.what()));
        return finding.remedy().isEmpty() ? head : head + "\n" + INDENT + indented(finding.remedy());
    }

    private static String indented(String text) {
        return text.replace("\n", "\n" + INDENT);
    }
}
