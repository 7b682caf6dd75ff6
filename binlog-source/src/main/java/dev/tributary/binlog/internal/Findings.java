package dev.tributary.binlog.internal;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.binlog.PreflightReport.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Collects what is found about one server. Confined to one thread. */
final class Findings {

    /** How many tables are named one by one, before the rest is counted. */
    private static final int SHOWN_OF_A_KIND = 20;

    private final String server;
    private final List<Finding> list = new ArrayList<>();

    /** @param server host and port */
    Findings(String server) {
        this.server = server;
    }

    void error(String what, String remedy) {
        add(Severity.ERROR, what, remedy);
    }

    void warning(String what, String remedy) {
        add(Severity.WARNING, what, remedy);
    }

    void info(String what, String remedy) {
        add(Severity.INFO, what, remedy);
    }

    void add(Severity severity, String what, String remedy) {
        list.add(new Finding(severity, server, what, remedy));
    }

    /** Adds a warning for each of some things, but no more than can be read. */
    <T> void warnings(List<T> things, Function<T, String> what, Function<T, String> remedy) {
        things.stream().limit(SHOWN_OF_A_KIND).forEach(thing -> warning(what.apply(thing), remedy.apply(thing)));
        if (things.size() > SHOWN_OF_A_KIND) {
            warning("The same is true of " + (things.size() - SHOWN_OF_A_KIND) + " more", "");
        }
    }

    /** Returns the findings, the worst first. */
    List<Finding> list() {
        return list.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    }
}
