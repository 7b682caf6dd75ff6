package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** What is asked of brokers through their admin client. */
public final class KafkaTopics {
    private static final int PROBE_MILLIS = 2_000;
    private static final int REQUEST_MILLIS = 30_000;

    private KafkaTopics() {}

    /** Whether the port at {@code address} can be connected to. */
    static boolean isOpen(String address) throws IOException {
        knock(address);
        return true;
    }

    /** Whether a broker answers at {@code address} and has joined its cluster. */
    static boolean answers(String address) throws Exception {
        knock(address);
        try (Admin admin = admin(address, PROBE_MILLIS)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        }
    }

    /** Fails while the port is closed, without the warnings that the client would log meanwhile. */
    private static void knock(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    PROBE_MILLIS);
        }
    }

    /** How many brokers the cluster has. */
    static int brokers(String addresses) {
        return ask(
                        addresses,
                        "Cannot count the brokers",
                        admin -> admin.describeCluster().nodes())
                .size();
    }

    /** A topic's name that begins with {@code hint} and that nobody else has. */
    public static String nameLike(String hint) {
        return hint + "-"
                + Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);
    }

    /** Creates a topic with as many replicas as the brokers say, and waits until it can be written to and read. */
    public static void create(String addresses, String name, int partitions, Map<String, String> configuration) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configuration);
        ask(
                addresses,
                "Cannot create the topic '" + name + "'",
                admin -> admin.createTopics(List.of(topic)).all());
        awaitLeaders(addresses, name, partitions);
    }

    /**
     * Brokers learn what they lead after a topic is created, and refuse what comes before. If a producer's first batch is refused, and its
     * second taken, which a partition may do that does not know the producer yet, the first is out of order for ever.
     */
    private static void awaitLeaders(String addresses, String name, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(name, number), number -> OffsetSpec.latest()));
        ask(
                addresses,
                "The partitions of topic '" + name + "' are not ready",
                admin -> admin.listOffsets(ends).all());
    }

    /** Begins to delete a topic. */
    public static void delete(String addresses, String name) {
        ask(
                addresses,
                "Cannot delete the topic '" + name + "'",
                admin -> admin.deleteTopics(List.of(name)).all());
    }

    /** Partitions, Kafka's own included, that have no leader or whose replicas are not all in sync. */
    static List<String> behind(String addresses) {
        Collection<String> names = ask(
                addresses,
                "Cannot list the topics",
                admin -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names());
        List<String> behind = new ArrayList<>();
        for (TopicDescription topic : describe(addresses, names)) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (leader(partition) == null
                        || partition.isr().size() < partition.replicas().size()) {
                    behind.add(topic.name() + "-" + partition.partition());
                }
            }
        }
        return behind;
    }

    /** The number of the node that leads a partition. */
    public static int leader(String addresses, String topic, int partition) {
        TopicPartitionInfo info = describe(addresses, List.of(topic)).stream()
                .flatMap(description -> description.partitions().stream())
                .filter(candidate -> candidate.partition() == partition)
                .findFirst()
                .orElseThrow(() -> new TestkitException("Topic '" + topic + "' has no partition " + partition));
        Node leader = leader(info);
        if (leader == null) {
            throw new TestkitException("Partition " + partition + " of topic '" + topic + "' has no leader now");
        }
        return leader.id();
    }

    private static @Nullable Node leader(TopicPartitionInfo partition) {
        return partition.leader();
    }

    private static Collection<TopicDescription> describe(String addresses, Collection<String> topics) {
        return ask(
                        addresses,
                        "Cannot describe the topics " + topics,
                        admin -> admin.describeTopics(topics).allTopicNames())
                .values();
    }

    /**
     * Asks and waits for the answer.
     *
     * @param failure what could not be done, if there is none
     */
    public static <T> T ask(String addresses, String failure, Function<Admin, KafkaFuture<T>> question) {
        try (Admin admin = admin(addresses, REQUEST_MILLIS)) {
            return question.apply(admin).get(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(addresses, failure, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw failed(addresses, failure, "no answer within " + REQUEST_MILLIS / 1_000 + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(addresses, failure, "interrupted", e);
        }
    }

    private static TestkitException failed(String addresses, String failure, String reason, Exception cause) {
        return new TestkitException(failure + " at " + addresses + ": " + reason, cause);
    }

    private static Admin admin(String addresses, int timeoutMillis) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                addresses,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMillis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeoutMillis));
    }
}
