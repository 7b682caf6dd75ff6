package dev.tributary.testkit.internal.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What nodes shall be like.
 *
 * @param options properties of the brokers beside the testkit's own
 * @param logFolders where nodes keep their records, by their numbers; the others in a temporary folder
 */
public record KafkaSpec(Map<String, String> options, Map<Integer, Path> logFolders) {
    /** The testkit's defaults. */
    public static final KafkaSpec DEFAULT = new KafkaSpec(Map.of(), Map.of());

    /** Copies what it is given. */
    public KafkaSpec {
        options = Map.copyOf(options);
        logFolders = Map.copyOf(logFolders);
    }

    /** Whether any broker with the testkit's defaults would do. */
    boolean isDefault() {
        return equals(DEFAULT);
    }

    /** The folder for the records of a node. */
    Path logs(int node, Path temporary) {
        return Objects.requireNonNullElse(logFolders.get(node), temporary).resolve("logs");
    }
}
