package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaBrokerIT {
    private static KafkaBroker broker;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start();
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @Test
    void passesRecordsOn() throws Exception {
        String topic = broker.newTopic("words", 3);

        produce(topic, "one", "two", "three");

        assertThat(consume(topic, 3)).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    void keepsAcknowledgedRecordsWhenItIsKilled() throws Exception {
        String topic = broker.newTopic("survivors", 1);
        String address = broker.bootstrapServers();
        produce(topic, "before");

        broker.kill();
        broker.startAgain();
        produce(topic, "after");

        assertThat(broker.bootstrapServers()).isEqualTo(address);
        assertThat(consume(topic, 2)).containsExactly("before", "after");
    }

    @Test
    void keepsRecordsOverARestart() throws Exception {
        String topic = broker.newTopic("restarted", 1);
        produce(topic, "before");

        broker.restart();

        assertThat(consume(topic, 1)).containsExactly("before");
    }

    @Test
    void doesNotAnswerWhileItIsPaused() throws Exception {
        String topic = broker.newTopic("paused", 1);
        try (KafkaProducer<String, String> producer = producer(Duration.ofMillis(500))) {
            broker.pause();
            try {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, "lost"))
                                .get())
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TimeoutException.class);
            } finally {
                broker.unpause();
            }
        }

        produce(topic, "heard");
    }

    @Test
    void saysWhyATopicCannotBeCreated() {
        String topic = broker.newTopic("twice", 1);

        assertThatThrownBy(() -> broker.createTopic(topic, 1))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("Cannot create the topic '" + topic + "' at " + broker.bootstrapServers())
                .hasMessageContaining("already exists");
    }

    private static void produce(String topic, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = producer(Duration.ofSeconds(30))) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value, value)).get();
            }
        }
    }

    private static KafkaProducer<String, String> producer(Duration limit) {
        int millis = Math.toIntExact(limit.toMillis());
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        millis / 2,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        millis,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        millis),
                new StringSerializer(),
                new StringSerializer());
    }

    private static List<String> consume(String topic, int count) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "reader-of-" + topic,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
