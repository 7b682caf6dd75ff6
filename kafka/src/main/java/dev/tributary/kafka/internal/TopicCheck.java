package dev.tributary.kafka.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;

/** Compares a topic that is there with what a sink wants, and says how to make them agree. Confined to one thread. */
final class TopicCheck {

    private final String topic;
    private final TopicSettings wanted;
    private final List<String> differences = new ArrayList<>();
    private final List<String> remedies = new ArrayList<>();

    TopicCheck(String topic, TopicSettings wanted) {
        this.topic = topic;
        this.wanted = wanted;
    }

    /** Compares the partitions and on how many brokers they are kept. */
    void layout(TopicDescription found) {
        int partitions = found.partitions().size();
        wanted.partitions().filter(number -> number != partitions).ifPresent(number -> {
            differences.add("has " + counted(partitions, "partition") + ", not " + number);
            remedies.add(
                    number > partitions
                            ? "kafka-topics --alter --topic " + topic + " --partitions " + number
                                    + " (keys change their partitions, so let consumers read what is there first)"
                            : "partitions(" + partitions + ") in the sink, since Kafka takes no partitions away");
        });
        int replicas = found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        wanted.replicationFactor().filter(number -> number != replicas).ifPresent(number -> {
            differences.add("is kept on " + counted(replicas, "broker") + ", not " + number);
            remedies.add("kafka-reassign-partitions, which moves replicas, or replicationFactor(" + replicas
                    + ") in the sink");
        });
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Compares the settings; the values that a broker tells are those in effect, whether set for the topic or by default. */
    void configuration(Map<String, String> found) {
        SortedMap<String, String> toSet = new TreeMap<>();
        wanted.configuration().forEach((name, value) -> {
            String there = found.get(name);
            if (there == null) {
                differences.add("has no setting '" + name + "' at all");
                remedies.add("a name of Kafka's in topicConfig(...)");
            } else if (!elements(there).equals(elements(value))) {
                differences.add("has " + name + "=" + there + ", not " + value);
                toSet.put(name, value);
            }
        });
        if (!toSet.isEmpty()) {
            // Brackets keep commas of lists apart from those between settings.
            remedies.add(toSet.entrySet().stream()
                    .map(setting -> setting.getKey() + "="
                            + (setting.getValue().contains(",") ? "[" + setting.getValue() + "]" : setting.getValue()))
                    .collect(Collectors.joining(
                            ",",
                            "kafka-configs --alter --entity-type topics --entity-name " + topic + " --add-config ",
                            "")));
        }
    }

    private static Set<String> elements(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).collect(Collectors.toSet());
    }

    /** Returns whether all is as wanted. */
    boolean passed() {
        return differences.isEmpty();
    }

    /** Returns what is not as wanted, and what to do. */
    String complaint(Cluster cluster) {
        return "Topic '" + topic + "' of " + cluster + " is not as the sink was told to want it: it "
                + String.join("; it ", differences) + ". Make them agree: " + String.join("; ", remedies);
    }
}
