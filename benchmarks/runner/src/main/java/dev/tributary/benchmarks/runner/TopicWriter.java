package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.KafkaSettings;
import java.util.Map;

/** Who writes to a topic, and from where. */
enum TopicWriter {
    TRIBUTARY("Tributary, from the binlog, at least once", Kit.KAFKA, "BinlogToTopic", Map.of()),
    TRIBUTARY_EXACTLY_ONCE("Tributary, from the binlog, exactly once", Kit.KAFKA, "BinlogToTopic", transactional()),
    TRIBUTARY_MEMORY("Tributary, from memory, at least once", Kit.KAFKA, "MemoryToTopic", Map.of()),
    TRIBUTARY_MEMORY_EXACTLY_ONCE("Tributary, from memory, exactly once", Kit.KAFKA, "MemoryToTopic", transactional()),
    PRODUCER("KafkaProducer alone, from memory", Kit.KAFKA, "BareProducer", Map.of()),
    PRODUCER_TRANSACTIONAL(
            "KafkaProducer alone, from memory, transactional", Kit.KAFKA, "BareProducer", transactional()),
    DEBEZIUM("Debezium Embedded's JSON, sent by hand", Kit.DEBEZIUM, "JsonToTopic", Map.of());

    private final String title;
    private final Kit kit;
    private final String program;
    private final Map<String, String> settings;

    TopicWriter(String title, Kit kit, String program, Map<String, String> settings) {
        this.title = title;
        this.kit = kit;
        this.program = program;
        this.settings = settings;
    }

    /** As often as Tributary commits by default. */
    private static Map<String, String> transactional() {
        return Map.of(KafkaSettings.COMMIT, "100");
    }

    String title() {
        return title;
    }

    Kit kit() {
        return kit;
    }

    boolean isOurs() {
        return name().startsWith(TRIBUTARY.name());
    }

    Map<String, String> settings() {
        return settings;
    }

    /** The name of its main class. */
    String mainClass() {
        return kit.packageName() + "." + program;
    }
}
