package dev.tributary.benchmarks.runner;

import java.util.Map;

/** Who reads changes in a job of Flink, from where and into what. */
enum FlinkReader {
    BINLOG_CHANGES("Binlog: TributarySource, change events", Kit.FLINK, "DatabaseToCount", "binlog", "changes"),
    BINLOG_JSON("Binlog: TributarySource, JSON bytes", Kit.FLINK, "DatabaseToCount", "binlog", "json"),
    BINLOG_CDC("Binlog: Flink CDC, JSON strings", Kit.FLINKCDC, "DatabaseToCount", "binlog", "json"),
    SNAPSHOT_CHANGES("Snapshot: TributarySource, change events", Kit.FLINK, "DatabaseToCount", "snapshot", "changes"),
    SNAPSHOT_JSON("Snapshot: TributarySource, JSON bytes", Kit.FLINK, "DatabaseToCount", "snapshot", "json"),
    SNAPSHOT_CDC("Snapshot: Flink CDC, JSON strings", Kit.FLINKCDC, "DatabaseToCount", "snapshot", "json"),
    SNAPSHOT_CDC_TUNED(
            "Snapshot: Flink CDC in two slots, chunks of 100,000 rows, JSON strings",
            Kit.FLINKCDC,
            "DatabaseToCount",
            Map.of("from", "snapshot", "as", "json", "slots", "2", "chunkRows", "100000")),
    TOPIC_CHANGES("Topic: Tributary's deserializer, change events", Kit.FLINK, "TopicToCount", "topic", "changes"),
    TOPIC_DEBEZIUM("Topic: Flink's debezium-json, rows", Kit.FLINK, "TopicToCount", "topic", "debezium-json");

    private final String title;
    private final Kit kit;
    private final String program;
    private final Map<String, String> settings;

    FlinkReader(String title, Kit kit, String program, String from, String form) {
        this(title, kit, program, Map.of("from", from, "as", form, "slots", "1"));
    }

    FlinkReader(String title, Kit kit, String program, Map<String, String> settings) {
        this.title = title;
        this.kit = kit;
        this.program = program;
        this.settings = settings;
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    boolean isOurs() {
        return kit == Kit.FLINK && this != TOPIC_DEBEZIUM;
    }

    Map<String, String> settings() {
        return settings;
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
