package dev.tributary.benchmarks.runner;

import java.util.Map;

/** Who reads all rows of tables, and into what. */
enum Copier {
    TRIBUTARY("Tributary, JSON bytes, one connection", Kit.TRIBUTARY, "JsonSnapshot", connections(1)),
    TRIBUTARY_SIDE_BY_SIDE("Tributary, JSON bytes, four connections", Kit.TRIBUTARY, "JsonSnapshot", connections(4)),
    JDBC("Plain JDBC, rows streamed, every column as an object", Kit.JDBC, "TableRead", Map.of()),
    DEBEZIUM_CONNECT("Debezium Embedded, Connect records", Kit.DEBEZIUM, "ConnectSnapshot", Map.of()),
    DEBEZIUM_JSON("Debezium Embedded, JSON strings", Kit.DEBEZIUM, "JsonSnapshot", Map.of());

    private final String title;
    private final Kit kit;
    private final String program;
    private final Map<String, String> settings;

    Copier(String title, Kit kit, String program, Map<String, String> settings) {
        this.title = title;
        this.kit = kit;
        this.program = program;
        this.settings = settings;
    }

    private static Map<String, String> connections(int number) {
        return Map.of("connections", Integer.toString(number));
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    Map<String, String> settings() {
        return settings;
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
