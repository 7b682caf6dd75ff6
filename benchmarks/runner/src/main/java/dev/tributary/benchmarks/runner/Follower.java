package dev.tributary.benchmarks.runner;

import java.util.Map;

/** Who follows the binlog as it is written. */
enum Follower {
    TRIBUTARY("Tributary", Kit.TRIBUTARY, Map.of()),
    CONNECTOR("mysql-binlog-connector", Kit.CONNECTOR, Map.of()),
    DEBEZIUM("Debezium Embedded, defaults", Kit.DEBEZIUM, Map.of()),
    DEBEZIUM_TUNED("Debezium Embedded, poll.interval.ms=1", Kit.DEBEZIUM, Map.of("poll.interval.ms", "1"));

    private final String title;
    private final Kit kit;
    private final Map<String, String> settings;

    Follower(String title, Kit kit, Map<String, String> settings) {
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
        return kit.packageName() + ".LatencyFollow";
    }
}
