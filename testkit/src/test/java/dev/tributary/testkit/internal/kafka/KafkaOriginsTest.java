package dev.tributary.testkit.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Attempts;
import dev.tributary.testkit.internal.Server;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

class KafkaOriginsTest {
    private static final String VARIABLE = "TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS";

    @Test
    void usesTheBrokerThatTheEnvironmentNames() {
        assertThat(external(Map.of(), "kafka.test:9094")).hasValueSatisfying(server -> {
            assertThat(server.host()).isEqualTo("kafka.test");
            assertThat(server.port()).isEqualTo(9094);
        });
    }

    @Test
    void usesNoForeignBrokerForATestWithOptions() {
        assertThat(external(Map.of("message.max.bytes", "1"), "kafka.test:9094"))
                .isEmpty();
    }

    @Test
    void saysWhatAnAddressMustLookLike() {
        assertThatThrownBy(() -> external(Map.of(), "one:9092,two:9092"))
                .isInstanceOf(TestkitException.class)
                .hasMessage(
                        "The environment variable " + VARIABLE + " must be like HOST:PORT but was 'one:9092,two:9092'");
    }

    @Test
    void refusesPropertiesThatTheTestkitSets() {
        assertThatThrownBy(() -> KafkaBroker.builder().option("listeners", "PLAINTEXT://:9092"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The testkit sets the broker's property 'listeners' itself");
    }

    @Test
    void isOfTheSameVersionAsTheClient() {
        assertThat(KafkaDistribution.VERSION).isEqualTo(AppInfoParser.getVersion());
    }

    private static Optional<Server> external(Map<String, String> options, String address) {
        return KafkaOrigins.external(
                new KafkaSpec(options, Map.of()), Map.of(VARIABLE, address), new Attempts("Kafka"));
    }
}
