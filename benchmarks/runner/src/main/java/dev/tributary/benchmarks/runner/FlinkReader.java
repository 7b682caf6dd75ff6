package dev.tributary.benchmarks.runner;

import java.util.Map;

/** Who reads changes in a job of Flink, from where and into what. */
enum FlinkReader {
    BINLOG_CHANGES("Binlog: TributarySource, change events", Kit.FLINK, "BinlogToCount", "changes"),
    BINLOG_JSON("Binlog: TributarySource, JSON bytes", Kit.FLINK, "BinlogToCount", "json"),
    BINLOG_CDC("Binlog: Flink CDC, JSON strings", Kit.FLINKCDC, "BinlogToCount", "json"),
    TOPIC_CHANGES("Topic: Tributary's deserializer, change events", Kit.FLINK, "TopicToCount", "changes"),
    TOPIC_DEBEZIUM("Topic: Flink's debezium-json, rows", Kit.FLINK, "TopicToCount", "debezium-json");

    private final String title;
    private final Kit kit;
    private final String program;
    private final String form;

    FlinkReader(String title, Kit kit, String program, String form) {
        this.title = title;
        this.kit = kit;
        this.program = program;
        this.form = form;
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    boolean isOurs() {
        return this != BINLOG_CDC && this != TOPIC_DEBEZIUM;
    }

    Map<String, String> settings() {
        return Map.of("as", form);
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
