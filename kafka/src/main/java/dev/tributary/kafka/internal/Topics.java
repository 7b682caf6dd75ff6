package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The topics that a sink writes to, each looked up and checked at its first message, and created if it is not there. Confined to one thread. */
public final class Topics {

    private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private final Cluster cluster;
    private final TopicSettings settings;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Map<String, Cluster.Rules> rules = new HashMap<>();

    Topics(Cluster cluster, TopicSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /** Makes sure that a topic is there. */
    void require(String topic) throws InterruptedException {
        partitions(topic);
    }

    /** Returns the partition of a message, the same as long as the topic has as many; null where the producer is to choose by the key. */
    @Nullable
    Integer partition(Message message) throws InterruptedException {
        int number = partitions(message.topic());
        byte[] together = message.together();
        return together == null ? null : Utils.toPositive(Utils.murmur2(together)) % number;
    }

    /** Returns whether a topic keeps the last message of each key only, as it was when this was first asked. */
    boolean isCompacted(String topic) throws InterruptedException {
        return rules(topic).isCompacted();
    }

    /** Returns how large a message of a topic may be, as it was when this was first asked. */
    int maxMessageBytes(String topic) throws InterruptedException {
        return rules(topic).maxMessageBytes();
    }

    private Cluster.Rules rules(String topic) throws InterruptedException {
        Cluster.Rules known = rules.get(topic);
        if (known != null) {
            return known;
        }
        require(topic);
        Cluster.Rules found = cluster.rules(topic);
        rules.put(topic, found);
        return found;
    }

    private int partitions(String topic) throws InterruptedException {
        Integer known = partitions.get(topic);
        if (known != null) {
            return known;
        }
        int found = find(topic);
        partitions.put(topic, found);
        return found;
    }

    private int find(String topic) throws InterruptedException {
        try {
            requireLegal(topic);
        } catch (IllegalArgumentException illegal) {
            throw new ConfigurationException(
                    illegal.getMessage() + "; give topic(...) a function that makes a legal name", illegal);
        }
        Optional<TopicDescription> found = cluster.describe(topic);
        if (found.isEmpty()) {
            create(topic);
            found = cluster.describe(topic);
        }
        TopicDescription there = found.orElseThrow(
                () -> new RetriableException("Topic '" + topic + "' of " + cluster + " has just been deleted"));
        check(there);
        return there.partitions().size();
    }

    private void create(String topic) throws InterruptedException {
        TopicSettings wanted = settings.of(topic);
        if (!wanted.create()) {
            throw new ConfigurationException("Topic '" + topic + "' does not exist at " + cluster
                    + ", and the sink was told to create none: create it (kafka-topics --create --topic " + topic
                    + wanted.asArguments() + "), correct its name, or let the sink do it by createTopics(true)");
        }
        cluster.create(
                new NewTopic(topic, wanted.partitions(), wanted.replicationFactor()).configs(wanted.configuration()));
    }

    /** A topic may have been created with other settings: by people, by another process, or by a broker of its own accord. */
    private void check(TopicDescription found) throws InterruptedException {
        TopicSettings wanted = settings.of(found.name());
        TopicCheck check = new TopicCheck(found.name(), wanted);
        check.layout(found);
        if (!wanted.configuration().isEmpty()) {
            check.configuration(cluster.configuration(found.name()));
        }
        if (!check.passed()) {
            throw new ConfigurationException(check.complaint(cluster));
        }
    }

    /**
     * Checks a topic's name.
     *
     * @throws IllegalArgumentException if Kafka does not admit it
     */
    public static void requireLegal(String topic) {
        if (!LEGAL_NAME.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    "'" + topic + "' is no legal name of a topic: expected 1 to 249 letters, digits, '.', '_' or '-'");
        }
    }
}
