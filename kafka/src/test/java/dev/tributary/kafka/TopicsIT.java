package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.ConfigurationException;
import dev.tributary.TableChange;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithKafka
@Timeout(60)
class TopicsIT {

    private final KafkaBroker kafka;
    private final String topic = "topics-" + UUID.randomUUID();

    TopicsIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    private KafkaRecordSinkBuilder<String> sink() {
        return KafkaSink.strings().bootstrapServers(kafka.bootstrapServers()).topic(topic);
    }

    private static void open(KafkaRecordSinkBuilder<String> sink) throws InterruptedException {
        sink.build().open(new RecordingContext(false)).close();
    }

    private Config config() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            return admin.describeConfigs(List.of(resource)).all().get().get(resource);
        }
    }

    @Test
    void aMissingTopicIsCreatedAsTheSinkIsTold() throws Exception {
        KafkaRecordSinkBuilder<String> sink = sink().partitions(3)
                .replicationFactor(1)
                .compacted()
                .retention(Duration.ofDays(7))
                .topicConfig("max.message.bytes", "2000000");

        open(sink);

        assertThat(Records.partitions(kafka, topic)).isEqualTo(3);
        Config config = config();
        assertThat(config.get("cleanup.policy").value()).isEqualTo("compact,delete");
        assertThat(config.get("retention.ms").value()).isEqualTo("604800000");
        assertThat(config.get("max.message.bytes").value()).isEqualTo("2000000");
        assertThatCode(() -> open(sink)).doesNotThrowAnyException();
    }

    @Test
    void allThatIsOtherwiseThanWantedIsToldAtOnce() {
        kafka.createTopic(topic, 2, Map.of("retention.ms", "1000"));

        assertThatThrownBy(() -> open(
                        sink().partitions(3).replicationFactor(2).compacted().retention(Duration.ofDays(7))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Topic '%s' of Kafka %s is not as the sink was told to want it: it has 2 partitions, not 3;"
                                + " it is kept on 1 broker, not 2; it has cleanup.policy=delete, not compact,delete; it has"
                                + " retention.ms=1000, not 604800000. Make them agree: kafka-topics --alter --topic %1$s"
                                + " --partitions 3 (keys change their partitions, so let consumers read what is there first);"
                                + " kafka-reassign-partitions, which moves replicas, or replicationFactor(1) in the sink;"
                                + " kafka-configs --alter --entity-type topics --entity-name %1$s --add-config"
                                + " cleanup.policy=[compact,delete],retention.ms=604800000",
                        topic, kafka.bootstrapServers());
    }

    @Test
    void moreKafkaPartitionsThanWantedCannotBeTakenAway() {
        kafka.createTopic(topic, 2);

        assertThatThrownBy(() -> open(sink().partitions(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "it has 2 partitions, not 1. Make them agree: partitions(2) in the sink, since Kafka"
                                + " takes no partitions away");
    }

    @Test
    void ofWhatIsNotAskedForAnythingWillDo() {
        kafka.createTopic(topic, 2, Map.of("cleanup.policy", "compact"));

        assertThatCode(() -> open(sink())).doesNotThrowAnyException();
    }

    @Test
    void aMissingTopicIsAnErrorWhereNoneShallBeCreated() {
        assertThatThrownBy(() -> open(sink().partitions(3).compacted().createTopics(false)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Topic '%s' does not exist at Kafka %s, and the sink was told to create none: create it"
                                + " (kafka-topics --create --topic %1$s --partitions 3 --config cleanup.policy=compact), correct its"
                                + " name, or let the sink do it by createTopics(true)",
                        topic, kafka.bootstrapServers());
        assertThatThrownBy(() -> open(sink().createTopics(false).exactlyOnce()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void aTopicThatIsLookedUpAtItsFirstRecordIsCheckedToo() throws Exception {
        kafka.createTopic(topic, 2);
        try (SinkWriter<String> writer =
                sink().topic(word -> topic).partitions(5).build().open(new RecordingContext(false))) {
            assertThatThrownBy(() -> writer.write(
                            StreamRecord.withoutKey("a", new KafkaOrigin("in", 0, 7, 0), new Split("in-0"), 1)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("it has 2 partitions, not 5");
        }
    }

    @Test
    void theTopicOfTableChangesIsNotCompactedWithTheOthers() throws Exception {
        String changes = topic + "-changes";
        RecordingContext context = new RecordingContext(false);
        try (SinkWriter<ChangeEvent> writer = KafkaSink.changeEvents()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .partitions(3)
                .compacted()
                .tableChanges(TableChangeRecords.topic(changes))
                .build()
                .open(context)) {
            writer.tableChanged(
                    new Split("in-0"),
                    new TableChange.Truncated(Changes.ORDERS.table(), "TRUNCATE orders", Changes.origin(9)));
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        }

        assertThat(config().get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(Records.of(kafka, changes)).hasSize(1);
    }

    @Test
    void aNameThatKafkasMetricsCannotTellFromAnotherIsRefused() {
        kafka.createTopic(topic + ".a", 1);

        assertThatThrownBy(() -> open(sink().topic(topic + "_a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Topic '" + topic + "_a' cannot be created")
                .hasMessageContaining(topic + ".a")
                .hasMessageContaining("Names that differ only in '.' and '_' are one")
                .hasMessageEndingWith("give topic(...) another");
    }

    @Test
    void whatTheBrokersCannotDoIsTold() {
        assertThatThrownBy(() -> open(sink().replicationFactor(2)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Topic '" + topic + "' cannot be created at Kafka " + kafka.bootstrapServers())
                .hasMessageContaining("eplication factor");
        assertThatThrownBy(() -> open(sink().topicConfig("retention.hours", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("retention.hours");
        kafka.createTopic(topic, 1);
        assertThatThrownBy(() -> open(sink().topicConfig("retention.hours", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it has no setting 'retention.hours' at all");
    }
}
