package dev.tributary.testkit.internal.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
        return chosenLogs(node).orElse(temporary.resolve("logs"));
    }

    /** The folder for the records of a node outside of its temporary folder, if one was chosen. */
    Optional<Path> chosenLogs(int node) {
        return Optional.ofNullable(logFolders.get(node)).map(folder -> folder.resolve("logs"));
    }
}
