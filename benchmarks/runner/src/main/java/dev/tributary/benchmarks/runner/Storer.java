package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Load;
import java.util.Map;

/** Who stores changes in a table, and how. */
enum Storer {
    TRIBUTARY("Tributary, 1 writer", Kit.SINK, "StoredByTributary", lanes(1, "AUTOMATIC")),
    TRIBUTARY_FOUR("Tributary, 4 writers", Kit.SINK, "StoredByTributary", lanes(4, "AUTOMATIC")),
    TRIBUTARY_STATEMENTS(
            "Tributary, 1 writer, no right to load files", Kit.SINK, "StoredByTributary", lanes(1, "STATEMENTS")),
    TRIBUTARY_FOUR_STATEMENTS(
            "Tributary, 4 writers, no right to load files", Kit.SINK, "StoredByTributary", lanes(4, "STATEMENTS")),
    SINGLE("By hand: one row a statement, commits of 1,000", Kit.JDBC, "WriteByHand", Map.of("way", "SINGLE")),
    BATCH("By hand: batches of 1,000", Kit.JDBC, "WriteByHand", Map.of("way", "BATCH")),
    REWRITTEN(
            "By hand: batches of 1,000, rewritten by the driver", Kit.JDBC, "WriteByHand", Map.of("way", "REWRITTEN")),
    MULTI_ROW("By hand: statements of 500 rows", Kit.JDBC, "WriteByHand", Map.of("way", "MULTI_ROW")),
    FILE("By hand: files of 10,000 rows", Kit.JDBC, "WriteByHand", Map.of("way", "FILE")),
    DEBEZIUM("Debezium's sink, defaults", Kit.DEBEZIUMSINK, "StoredByDebezium", debezium(500, false)),
    DEBEZIUM_TUNED(
            "Debezium's sink, batches of 2,000, reduced and rewritten",
            Kit.DEBEZIUMSINK,
            "StoredByDebezium",
            debezium(2000, true));

    private final String title;
    private final Kit kit;
    private final String program;
    private final Map<String, String> settings;

    Storer(String title, Kit kit, String program, Map<String, String> settings) {
        this.title = title;
        this.kit = kit;
        this.program = program;
        this.settings = settings;
    }

    private static Map<String, String> lanes(int number, String method) {
        return Map.of("lanes", Integer.toString(number), "method", method);
    }

    private static Map<String, String> debezium(int batch, boolean tuned) {
        return Map.of("batch", Integer.toString(batch), "tuned", Boolean.toString(tuned));
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    boolean isOurs() {
        return kit == Kit.SINK;
    }

    /** Whether it stores over one connection what somebody wrote by hand, and deletes nothing to replace it. */
    boolean isByHand() {
        return kit == Kit.JDBC && this != FILE;
    }

    Map<String, String> settings(Load load) {
        Map<String, String> all = new java.util.HashMap<>(settings);
        all.put(Load.SETTING, load.name());
        return all;
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
