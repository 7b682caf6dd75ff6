package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@WithKafka
@Timeout(300)
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for what it has sent
class RebalanceIT {

    private static final int PARTITIONS = 6;
    private static final int KEYS = 50;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final KafkaBroker kafka;
    private final String topic;
    private final String copy;
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final Map<String, Integer> readBy = new ConcurrentHashMap<>();

    RebalanceIT(KafkaBroker kafka) {
        this.kafka = kafka;
        this.topic = kafka.newTopic("rebalance", PARTITIONS);
        this.copy = kafka.newTopic("copy", PARTITIONS);
    }

    /** Writes versions 0, 1, 2, … of each key, until it is told to stop. */
    private Thread load() {
        Thread load = new Thread(() -> {
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", "1"),
                    new StringSerializer(),
                    new StringSerializer())) {
                while (writing.get()) {
                    int number = written.getAndIncrement();
                    producer.send(new ProducerRecord<>(topic, "k" + number % KEYS, "" + number / KEYS));
                    if (number % 100 == 0) {
                        producer.flush();
                    }
                }
            }
        });
        load.start();
        return load;
    }

    private RunningPipeline member(String name, GroupProtocol protocol, boolean exactlyOnce, int parallelism) {
        KafkaSourceBuilder<String> source = KafkaSource.strings()
                .bootstrapServers(kafka.bootstrapServers())
                .groupId(topic)
                .topics(topic)
                .groupProtocol(protocol);
        if (protocol == GroupProtocol.CLASSIC) { // else the broker says so
            source.property("heartbeat.interval.ms", "300");
        }
        KafkaRecordSinkBuilder<String> sink =
                KafkaSink.strings().bootstrapServers(kafka.bootstrapServers()).topic(copy);
        return Pipeline.named(name)
                .parallelism(parallelism)
                .saveEvery(Duration.ofMillis(100))
                .onSinkError(ErrorPolicy.retry(10, Backoff.standard()))
                .from(source.build())
                .peek(value -> readBy.merge(name, 1, Integer::sum))
                .to((exactlyOnce ? sink.exactlyOnce() : sink).build())
                .build()
                .start();
    }

    private void awaitShareOf(String name) {
        int before = readBy.getOrDefault(name, 0);
        Await.until(name + " reads a share", LIMIT, () -> readBy.getOrDefault(name, 0) > before + 100);
    }

    /**
     * Ends a member of a group whose shares may be on the move. The end is orderly, unless the group has just moved on and refused
     * the offsets of a transaction: what that held is not stored, and read again by another.
     */
    private static void stop(RunningPipeline member) {
        if (!member.stop(LIMIT)) {
            assertThat(member.status().lastError())
                    .get(InstanceOfAssertFactories.THROWABLE)
                    .hasMessageContaining("The group has given partitions that were read here to another member");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIC, false, 1",
        "CONSUMER, false, 1",
        "CLASSIC, true, 1",
        "CONSUMER, true, 1",
        "CONSUMER, false, 2",
        "CLASSIC, true, 2"
    })
    void nothingIsLostAndTheOrderStaysWhileMembersComeAndGo(
            GroupProtocol protocol, boolean exactlyOnce, int parallelism) throws Exception {
        Thread load = load();
        List<RunningPipeline> open = new CopyOnWriteArrayList<>();
        try {
            open.add(member("first", protocol, exactlyOnce, parallelism));
            awaitShareOf("first");
            open.add(member("second", protocol, exactlyOnce, parallelism));
            awaitShareOf("second");
            awaitShareOf("first");
            stop(open.get(0));
            awaitShareOf("second");
            open.add(member("third", protocol, exactlyOnce, parallelism));
            awaitShareOf("third");
            open.get(1).stop(Duration.ZERO); // breaks off: what is on its way is read again by the third
            awaitShareOf("third");
            writing.set(false);
            load.join();
            Await.until("everything was copied", LIMIT, () -> complete(versions()));
            assertThat(open.get(2).stop(LIMIT)).isTrue();
        } finally {
            writing.set(false);
            open.forEach(RunningPipeline::close);
            load.join();
        }

        versions()
                .forEach((key, versions) -> assertThat(exactlyOnce ? versions : withoutRepetitions(versions))
                        .as(key)
                        .isSorted()
                        .doesNotHaveDuplicates());
    }

    private boolean complete(Map<String, List<Integer>> versions) {
        for (int key = 0; key < KEYS; key++) {
            int expected = (written.get() - key + KEYS - 1) / KEYS;
            if (versions.getOrDefault("k" + key, List.of()).stream().distinct().count() != expected) {
                return false;
            }
        }
        return true;
    }

    private Map<String, List<Integer>> versions() {
        Map<String, List<Integer>> versions = new HashMap<>();
        Records.of(kafka, copy)
                .forEach(record -> versions.computeIfAbsent(text(record.key()), key -> new ArrayList<>())
                        .add(Integer.parseInt(text(record.value()))));
        return versions;
    }

    /** Leaves out what a redelivery repeats: it begins again at an older version and goes on without a gap. */
    private static List<Integer> withoutRepetitions(List<Integer> versions) {
        List<Integer> first = new ArrayList<>();
        int highest = -1;
        int previous = -1;
        for (int version : versions) {
            boolean next = version == previous + 1;
            boolean again = version <= highest;
            assertThat(next || again)
                    .as("no version is skipped after " + previous + ": " + version)
                    .isTrue();
            if (version > highest) {
                first.add(version);
                highest = version;
            }
            previous = version;
        }
        return first;
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
