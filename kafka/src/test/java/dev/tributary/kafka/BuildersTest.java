package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Pipeline;
import dev.tributary.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildersTest {

    @Test
    void namesAllThatIsMissing() {
        assertThatThrownBy(() -> KafkaSink.changeEvents().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A Kafka sink of change events lacks bootstrapServers(...), topic(...)");
        assertThatThrownBy(() -> KafkaSink.strings().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A Kafka sink lacks bootstrapServers(...), topic(...)");
        assertThatThrownBy(() -> KafkaSource.strings().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A Kafka source lacks bootstrapServers(...), groupId(...), topics(...), topicPattern(...) or partitions(...)");
    }

    @Test
    void describesWhereItReadsAndWrites() {
        assertThat(KafkaSink.strings()
                        .bootstrapServers("a:1,b:2")
                        .topic("t")
                        .build()
                        .describe())
                .isEqualTo("Kafka a:1,b:2");
        assertThat(KafkaSource.strings()
                        .bootstrapServers("a:1")
                        .groupId("g")
                        .topics("t")
                        .build()
                        .describe())
                .isEqualTo("Kafka a:1 group 'g'");
        assertThat(KafkaSource.strings()
                        .bootstrapServers("a:1")
                        .partitions(new TopicPartition("t", 0), new TopicPartition("t", 2))
                        .build()
                        .describe())
                .isEqualTo("Kafka a:1 partitions [t-0, t-2]");
    }

    @ParameterizedTest
    @CsvSource({
        "enable.idempotence, false, true",
        "acks, 1, all",
        "acks, 0, -1",
        "partitioner.ignore.keys, true, false",
        "partitioner.class, org.apache.kafka.clients.producer.RoundRobinPartitioner,",
        "key.serializer, x,",
        "value.serializer, x,",
        "transactional.id, x,",
        "bootstrap.servers, a:1,"
    })
    void theSinkRefusesWhatWouldBreakItsPromises(String name, String refused, String admitted) {
        assertThatThrownBy(() -> KafkaSink.strings().property(name, refused))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The property " + name + "=" + refused + " is refused: ")
                .hasMessageMatching(".*: .{15,}");
        assertThatThrownBy(() -> KafkaSink.changeEvents().property(name, Secret.of(refused)))
                .isInstanceOf(IllegalArgumentException.class);
        if (admitted != null) {
            assertThatCode(() -> KafkaSink.changeEvents().property(name, admitted))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "enable.auto.commit, true, false",
        "isolation.level, read_uncommitted, read_committed",
        "auto.offset.reset, earliest,",
        "group.id, g,",
        "group.instance.id, i,",
        "group.protocol, consumer,",
        "key.deserializer, x,",
        "value.deserializer, x,",
        "bootstrap.servers, a:1,"
    })
    void theSourceRefusesWhatWouldBreakItsPromises(String name, String refused, String admitted) {
        assertThatThrownBy(() -> KafkaSource.strings().property(name, refused))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The property " + name + "=" + refused + " is refused: ");
        if (admitted != null) {
            assertThatCode(() -> KafkaSource.changeEvents().property(name, admitted))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void refusesChangesOfTablesInCompactedTopics() {
        assertThatThrownBy(() -> KafkaSink.changeEvents()
                        .bootstrapServers("a:1")
                        .topic("{table}")
                        .compacted()
                        .tableChanges(TableChangeRecords.inTopics())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("compacted() contradicts tableChanges(TableChangeRecords.inTopics())");
    }

    @Test
    void refusesASecretThatKafkaWouldLog() {
        assertThatThrownBy(() -> KafkaSink.strings().property("security.protocol", Secret.of("SSL")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The property security.protocol is refused as a secret: Kafka's clients write its value to the"
                                + " log; give it as a String");
        assertThatCode(() -> KafkaSource.strings()
                        .property("sasl.jaas.config", Secret.of("s"))
                        .property("one.of.my.own", Secret.of("s")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kafka", "kafka:", ":9092", "kafka:x", "kafka:9092,", "kafka:9092 other:9092"})
    void refusesWhatIsNoAddress(String addresses) {
        assertThatThrownBy(() -> KafkaSource.strings().bootstrapServers(addresses))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host:port")
                .hasMessageContaining("'" + addresses + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "'{db}', 'The topic ''{db}'' has the placeholder {db}, but only {database} and {table} are known'",
        "'shop/{table}', 'is no legal name of a topic'",
        "'', 'is no legal name of a topic'",
        "'..', 'is no legal name of a topic'",
        "'{table', 'is no legal name of a topic'"
    })
    void refusesATemplateThatCannotBeATopic(String template, String message) {
        assertThatThrownBy(() -> KafkaSink.changeEvents().topic(template))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNoNumberOfPartitionsOrReplicasOrTime() {
        assertThatThrownBy(() -> KafkaSink.changeEvents().partitions(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("partitions must be from 1 to 32767, but is 0");
        assertThatThrownBy(() -> KafkaSink.strings().replicationFactor(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("replicationFactor must be from 1 to 32767, but is -1");
        assertThatThrownBy(() -> KafkaSource.strings().connectTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connectTimeout must be positive");
    }

    @Test
    void refusesSettingsOfTopicsThatCannotBe() {
        assertThatThrownBy(() -> KafkaSink.changeEvents().retention(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retention must be positive, but is PT0S");
        assertThatThrownBy(() -> KafkaSink.changeEvents().topicConfig("cleanup.policy", "compact"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use compacted()");
        assertThatThrownBy(() -> KafkaSink.strings().topicConfig("retention.ms", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use retention(...)");
        assertThatThrownBy(() -> KafkaSink.strings()
                        .bootstrapServers("a:1")
                        .topic("t")
                        .replicationFactor(2)
                        .topicConfig("min.insync.replicas", "3")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("min.insync.replicas=3 with replicationFactor(2) would let no record be stored");
    }

    @Test
    void refusesWhatIsNoGroupOrTopicOrPattern() {
        assertThatThrownBy(() -> KafkaSource.strings().groupId(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KafkaSource.strings().groupInstanceId(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("groupInstanceId must not be blank");
        assertThatThrownBy(() -> KafkaSource.strings().topics()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KafkaSource.strings().topics("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a b' is no legal name of a topic");
        assertThatThrownBy(() -> KafkaSource.strings().topicPattern("shop.(orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topicPattern 'shop.(orders' is no regular expression: Unclosed group");
    }

    @Test
    void refusesPartitionsAndOffsetsThatCannotBe() {
        TopicPartition first = new TopicPartition("t", 0);
        assertThatThrownBy(() -> KafkaSource.strings().partitions(List.of()))
                .hasMessage("partitions must name at least one partition");
        assertThatThrownBy(() -> KafkaSource.strings().partitions(first, first))
                .hasMessage("partitions must not name one twice, but are [t-0, t-0]");
        assertThatThrownBy(() -> KafkaSource.strings().partitions(new TopicPartition("a b", 0)))
                .hasMessageContaining("'a b' is no legal name of a topic");
        assertThatThrownBy(() -> KafkaSource.strings().partitions(new TopicPartition("t", -1)))
                .hasMessage("A partition must not be negative, but is t--1");
        assertThatThrownBy(() -> KafkaStart.offsets(Map.of())).hasMessage("offsets must name at least one partition");
        assertThatThrownBy(() -> KafkaStart.offsets(Map.of(first, -3L)))
                .hasMessage("The offset of t-0 must not be negative, but is -3");
    }

    @Test
    void namesAllThatContradicts() {
        KafkaSourceBuilder<String> fixed = KafkaSource.strings()
                .bootstrapServers("a:1")
                .partitions(new TopicPartition("t", 0))
                .groupInstanceId("i")
                .groupProtocol(GroupProtocol.CONSUMER);
        assertThatThrownBy(fixed::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A Kafka source cannot have groupInstanceId(...) with partitions(...), which join no group; nor"
                                + " groupProtocol(...) with partitions(...), which join no group");
        KafkaSourceBuilder<String> newer = KafkaSource.strings()
                .bootstrapServers("a:1")
                .groupId("g")
                .topics("t")
                .groupProtocol(GroupProtocol.CONSUMER)
                .property("session.timeout.ms", "6000");
        assertThatThrownBy(newer::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("session.timeout.ms with groupProtocol(CONSUMER)");
        assertThatCode(() -> newer.groupProtocol(GroupProtocol.CLASSIC).build()).doesNotThrowAnyException();
    }

    @Test
    void whoeverHasNoGroupNeedsAPlaceForPositions() {
        KafkaSource<String> source = KafkaSource.strings()
                .bootstrapServers("a:1")
                .partitions(new TopicPartition("t", 0))
                .build();

        assertThat(source.keepsPositions()).isFalse();
        assertThatThrownBy(() ->
                        Pipeline.named("p").from(source).forEach(value -> {}).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("add .checkpoints(");
    }
}
