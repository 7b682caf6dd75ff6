package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KafkaAccessIT {
    private static KafkaBroker broker;
    private static KafkaAccess access;
    private static String topic;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.builder()
                .user("alice", "secret1")
                .user("bob", "secret2")
                .start();
        access = broker.access();
        topic = broker.newTopic("guarded", 1);
        access.grant("alice", ResourceType.TOPIC, topic, AclOperation.WRITE, AclOperation.DESCRIBE);
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @Test
    void letsAUserInByEachMechanism() {
        assertThatCode(() -> send(access.scram("alice"))).doesNotThrowAnyException();
        assertThatCode(() -> send(access.plain("alice"))).doesNotThrowAnyException();
    }

    @Test
    void refusesAWrongPasswordAndAForeignCertificate() {
        Map<String, String> wrong = new HashMap<>(access.scram("alice"));
        wrong.computeIfPresent("sasl.jaas.config", (name, value) -> value.replace("secret1", "guess"));
        assertThatThrownBy(() -> send(wrong)).hasCauseInstanceOf(SaslAuthenticationException.class);

        Map<String, String> withoutTrust = new HashMap<>(access.scram("alice"));
        withoutTrust.keySet().removeIf(name -> name.startsWith("ssl."));
        assertThatThrownBy(() -> send(withoutTrust)).hasCauseInstanceOf(SslAuthenticationException.class);
    }

    @Test
    void allowsWhatIsGrantedUntilItIsRevoked() {
        assertThatThrownBy(() -> send(access.scram("bob"))).hasCauseInstanceOf(TopicAuthorizationException.class);

        access.grant("bob", ResourceType.TOPIC, topic, AclOperation.WRITE);
        assertThatCode(() -> send(access.scram("bob"))).doesNotThrowAnyException();

        access.revoke("bob", ResourceType.TOPIC, topic, AclOperation.WRITE);
        assertThatThrownBy(() -> send(access.scram("bob"))).hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void changesAPassword() {
        access.password("bob", "another");

        Map<String, String> changed = new HashMap<>(access.scram("bob"));
        changed.computeIfPresent("sasl.jaas.config", (name, value) -> value.replace("secret2", "another"));
        assertThatThrownBy(() -> send(changed)).hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void aBrokerWithoutUsersSaysHowToHaveThem() {
        assertThatThrownBy(SharedServers.kafka()::access)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("KafkaBroker.builder().user(...)");
        assertThat(broker.origin()).contains("jars");
    }

    private static void send(Map<String, String> login) throws Exception {
        Map<String, Object> settings = new HashMap<>(login);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("max.block.ms", 10_000);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "word")).get();
        }
    }
}
