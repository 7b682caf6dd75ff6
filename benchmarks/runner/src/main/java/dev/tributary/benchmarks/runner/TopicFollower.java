package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.KafkaSettings;
import java.util.Map;

/** Who writes rows to a topic as they are committed. */
enum TopicFollower {
    TRIBUTARY("Tributary, at least once, defaults", Kit.KAFKA, Map.of()),
    TRIBUTARY_TUNED("Tributary, at least once, linger.ms=0", Kit.KAFKA, Map.of(KafkaSettings.LINGER, "0")),
    TRIBUTARY_EXACTLY_ONCE(
            "Tributary, exactly once, defaults: commits each 100 ms", Kit.KAFKA, Map.of(KafkaSettings.COMMIT, "100")),
    TRIBUTARY_EXACTLY_ONCE_TUNED(
            "Tributary, exactly once, commits each 5 ms, linger.ms=0",
            Kit.KAFKA,
            Map.of(KafkaSettings.COMMIT, "5", KafkaSettings.LINGER, "0")),
    DEBEZIUM("Debezium Embedded by hand, defaults", Kit.DEBEZIUM, Map.of()),
    DEBEZIUM_TUNED("Debezium Embedded by hand, poll.interval.ms=1", Kit.DEBEZIUM, Map.of("poll.interval.ms", "1"));

    private final String title;
    private final Kit kit;
    private final Map<String, String> settings;

    TopicFollower(String title, Kit kit, Map<String, String> settings) {
        this.title = title;
        this.kit = kit;
        this.settings = settings;
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
        return kit.packageName() + (kit == Kit.KAFKA ? ".WriteTopic" : ".FollowToTopic");
    }
}
