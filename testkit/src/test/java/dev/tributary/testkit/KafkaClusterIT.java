package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafkaCluster(own = true)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaClusterIT {
    private static final Duration IN_SYNC = Duration.ofSeconds(60);

    private final KafkaCluster cluster;

    KafkaClusterIT(KafkaCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void goesOnWhileTheLeaderIsKilledAndWhileItIsPaused() throws Exception {
        String topic = cluster.newTopic("led", 1);
        try (KafkaProducer<String, String> producer = producer(Duration.ofSeconds(60))) {
            send(producer, topic, 0);

            int killed = cluster.leader(topic, 0);
            cluster.kill(killed);
            send(producer, topic, 1);
            cluster.startAgain(killed);
            cluster.awaitInSync(IN_SYNC);

            int paused = cluster.leader(topic, 0);
            cluster.pause(paused);
            send(producer, topic, 2);
            cluster.unpause(paused);
            cluster.awaitInSync(IN_SYNC);
        }

        assertThat(records(topic)).containsExactly("0", "1", "2");
    }

    @Test
    void keepsWhatItHasWhenAllNodesAreKilled() throws Exception {
        String topic = cluster.newTopic("survivors", 1);
        String addresses = cluster.bootstrapServers();
        try (KafkaProducer<String, String> producer = producer(Duration.ofSeconds(60))) {
            send(producer, topic, 0);
        }

        IntStream.rangeClosed(1, cluster.nodes()).forEach(cluster::kill);
        cluster.startAgain(1, 2, 3);
        cluster.awaitInSync(IN_SYNC);

        assertThat(cluster.bootstrapServers()).isEqualTo(addresses);
        assertThat(records(topic)).containsExactly("0");
    }

    @Test
    void saysWhichNodesThereAre() {
        assertThatThrownBy(() -> cluster.kill(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The cluster has the nodes 1 to 3, and no node 4");
    }

    private static void send(KafkaProducer<String, String> producer, String topic, int number) throws Exception {
        producer.send(new ProducerRecord<>(topic, Integer.toString(number))).get();
    }

    private KafkaProducer<String, String> producer(Duration limit) {
        int millis = Math.toIntExact(limit.toMillis());
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        // A paused broker is given up soon.
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        1_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        millis),
                new StringSerializer(),
                new StringSerializer());
    }

    private List<String> records(String topic) {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
