package dev.tributary.benchmarks.runner;

import java.util.Map;

/** Who reads a topic, and into what. */
enum TopicReader {
    TRIBUTARY_CHANGES("Tributary, change events", "TopicToHandler", Map.of("as", "changes")),
    TRIBUTARY_STRINGS("Tributary, strings", "TopicToHandler", Map.of("as", "strings")),
    TRIBUTARY_BYTES("Tributary, bytes", "TopicToHandler", Map.of("as", "bytes")),
    CONSUMER("KafkaConsumer alone, bytes", "BareConsumer", Map.of());

    private final String title;
    private final String program;
    private final Map<String, String> settings;

    TopicReader(String title, String program, Map<String, String> settings) {
        this.title = title;
        this.program = program;
        this.settings = settings;
    }

    String title() {
        return title;
    }

    boolean isOurs() {
        return this != CONSUMER;
    }

    Map<String, String> settings() {
        return settings;
    }

    /** The name of its main class. */
    String mainClass() {
        return Kit.KAFKA.packageName() + "." + program;
    }
}
