package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaCluster;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WriteLoad;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Programs that write exactly once are killed at random moments, and nodes of the cluster are killed, paused and restarted,
 * while the source is written to: a reader of what is committed then sees each change once, in commit order of its key.
 *
 * <p>{@code mvn -Pquick,faults verify -pl examples -am -Dit.test=ExactlyOnceKillIT} kills each program thirty times.
 */
@WithMySql(own = true)
class ExactlyOnceKillIT {

    private static final int KILLS = Integer.getInteger("tributary.kills", 3);
    private static final int PARTITIONS = 3;

    private static KafkaCluster kafka;

    @BeforeAll
    static void startCluster(MySqlServer server) {
        server.createReplicationUser("mysql-to-kafka", "secret");
        kafka = KafkaCluster.start();
        // A topic is created only while all the nodes run that shall keep it, which faults of brokers soon prevent.
        kafka.createTopic("mysql-to-kafka-positions", 1, Map.of("cleanup.policy", "compact"));
    }

    @AfterAll
    static void closeCluster() {
        kafka.close();
    }

    private static MySqlDatabase newSource(MySqlServer server) {
        MySqlDatabase source = server.newDatabase("source");
        source.execute("CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))");
        return source;
    }

    private static String[] mysqlToKafka(MySqlServer server, MySqlDatabase source, String topic) {
        return List.of(
                        "mysql-to-kafka",
                        "--mysql",
                        server.host() + ":" + server.port(),
                        "--user",
                        "mysql-to-kafka",
                        "--password",
                        "secret",
                        "--tables",
                        source.table("items"),
                        "--from",
                        "earliest",
                        "--bootstrap",
                        kafka.bootstrapServers(),
                        "--topic",
                        topic,
                        "--exactly-once",
                        "--retries",
                        "1000")
                .toArray(String[]::new);
    }

    private static String[] uppercase(String from, String to) {
        return List.of(
                        "uppercase",
                        "--bootstrap",
                        kafka.bootstrapServers(),
                        "--from-topic",
                        from,
                        "--to-topic",
                        to,
                        "--exactly-once",
                        "--retries",
                        "1000")
                .toArray(String[]::new);
    }

    private static Supplier<String> committed(String topic) {
        return () -> ends(topic, "read_committed");
    }

    private static String ends(String topic, String isolation) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return new TreeMap<>(consumer
                            .endOffsets(consumer.partitionsFor(topic).stream()
                                    .map(info -> new TopicPartition(topic, info.partition()))
                                    .toList())
                            .entrySet()
                            .stream()
                            .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue)))
                    .toString();
        }
    }

    /**
     * Runs a program that writes to a topic until it has caught up, and waits until all that it has committed can be seen: a
     * commit returns when the coordinator has noted it, and readers see its records when each partition has its marker.
     */
    private static void catchUp(String topic, String... arguments) throws InterruptedException {
        Kills.catchUp(arguments);
        Await.until(
                "all that is committed to " + topic + " is seen",
                Duration.ofMinutes(1),
                () -> ends(topic, "read_committed").equals(ends(topic, "read_uncommitted")));
    }

    /** Waits until a group has forgotten the members that were killed, which may have partitions till then. */
    private static void awaitEmpty(String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Await.until(
                    "members of group " + group + " are forgotten",
                    Duration.ofMinutes(1),
                    () -> admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join()
                            .members()
                            .isEmpty());
        }
    }

    private static Program history(MySqlServer server, HistoryTable table, String topic, boolean untilCaughtUp) {
        return Program.start(
                HistoryProgram.class,
                Map.of(),
                kafka.bootstrapServers(),
                topic,
                table.database().jdbcUrl(),
                server.rootUser(),
                server.rootPassword(),
                Boolean.toString(untilCaughtUp),
                "10000");
    }

    @Test
    void aTableThatChangesAreAppendedToHasEachChangeOnceAndInOrder(MySqlServer server) throws InterruptedException {
        try (MySqlDatabase source = newSource(server);
                HistoryTable table = new HistoryTable(server.newDatabase("target"))) {
            String topic = kafka.newTopic("items", PARTITIONS);
            WriteLoad.Result written;
            String faults;
            try (WriteLoad load = load(source);
                    Program feeding = Program.start(mysqlToKafka(server, source, topic));
                    BrokerFaults brokers = BrokerFaults.start(
                            kafka, ThreadLocalRandom.current().nextLong())) {
                Kills.of(
                        KILLS,
                        () -> Long.toString(table.count()),
                        () -> {},
                        "history",
                        () -> history(server, table, topic, false));
                faults = brokers.stop();
                written = load.stop();
                feeding.kill();
            }
            catchUp(topic, mysqlToKafka(server, source, topic));
            awaitEmpty("history");
            try (Program program = history(server, table, topic, true)) {
                assertThat(program.exitStatus(Duration.ofMinutes(3)))
                        .as(program::errors)
                        .isZero();
            }
            KeyHistory history = KeyHistory.of(written);
            table.deliverTo(history);
            assertOnce(history, written, faults);
        }
    }

    private static void assertOnce(KeyHistory history, WriteLoad.Result written, String topic, String what)
            throws InterruptedException {
        history.delivered(TopicContent.of(kafka.bootstrapServers(), topic));
        assertOnce(history, written, what);
    }

    private static void assertOnce(KeyHistory history, WriteLoad.Result written, String what) {
        assertThat(history.faults()).as("after " + written).isEmpty();
        assertThat(history.repeats()).as("after " + written).isZero();
        System.out.println("ExactlyOnceKillIT: " + KILLS + " kills, " + what + ", " + written + ": each change once");
    }

    @Test
    void readersSeeEachChangeOnceAndInOrder(MySqlServer server) throws InterruptedException {
        try (MySqlDatabase source = newSource(server)) {
            String topic = kafka.newTopic("items", PARTITIONS);
            String[] arguments = mysqlToKafka(server, source, topic);
            WriteLoad.Result written;
            String faults;
            try (WriteLoad load = load(source);
                    BrokerFaults brokers = BrokerFaults.start(
                            kafka, ThreadLocalRandom.current().nextLong())) {
                Kills.of(KILLS, committed(topic), () -> {}, arguments);
                faults = brokers.stop();
                written = load.stop();
            }
            catchUp(topic, arguments);
            assertOnce(KeyHistory.of(written), written, topic, faults);
        }
    }

    @Test
    void aCopyOfATopicHasEachChangeOnceAndInOrder(MySqlServer server) throws InterruptedException {
        try (MySqlDatabase source = newSource(server)) {
            String topic = kafka.newTopic("items", PARTITIONS);
            String copy = kafka.newTopic("copy", PARTITIONS);
            WriteLoad.Result written;
            String faults;
            try (WriteLoad load = load(source);
                    Program feeding = Program.start(mysqlToKafka(server, source, topic));
                    BrokerFaults brokers = BrokerFaults.start(
                            kafka, ThreadLocalRandom.current().nextLong())) {
                Kills.of(KILLS, committed(copy), () -> {}, uppercase(topic, copy));
                faults = brokers.stop();
                written = load.stop();
                feeding.kill();
            }
            catchUp(topic, mysqlToKafka(server, source, topic));
            awaitEmpty("uppercase");
            catchUp(copy, uppercase(topic, copy));
            assertOnce(KeyHistory.of(written, text -> text.toUpperCase(Locale.ROOT)), written, copy, faults);
        }
    }

    private static WriteLoad load(MySqlDatabase source) {
        return WriteLoad.on(source.dataSource(), "items")
                .keys(500)
                .pause(Duration.ofMillis(4))
                .start();
    }
}
