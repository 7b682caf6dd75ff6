package dev.tributary.benchmarks.runner;

/** Who reads the binlog, and into what. */
enum Contestant {
    TRIBUTARY_JSON("Tributary, JSON bytes", Kit.TRIBUTARY, "JsonCapture"),
    DEBEZIUM_JSON("Debezium Embedded, JSON strings", Kit.DEBEZIUM, "JsonCapture");

    private final String title;
    private final Kit kit;
    private final String program;

    Contestant(String title, Kit kit, String program) {
        this.title = title;
        this.kit = kit;
        this.program = program;
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
