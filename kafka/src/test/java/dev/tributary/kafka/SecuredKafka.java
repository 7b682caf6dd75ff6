package dev.tributary.kafka;

import dev.tributary.Secret;
import dev.tributary.testkit.KafkaAccess;
import dev.tributary.testkit.KafkaBroker;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker with TLS, logins and rights that the tests of one JVM share; it ends with the JVM. */
final class SecuredKafka {

    static final KafkaBroker BROKER =
            KafkaBroker.builder().user("alice", "alices-secret").start();

    static final String JAAS = "sasl.jaas.config";

    static final KafkaAccess ACCESS = BROKER.access();

    private SecuredKafka() {}

    static KafkaRecordSinkBuilder<String> sink(Map<String, String> login) {
        KafkaRecordSinkBuilder<String> sink = KafkaSink.strings().bootstrapServers(BROKER.bootstrapServers());
        login.forEach((name, value) -> {
            if (name.equals(JAAS)) {
                sink.property(name, Secret.of(value));
            } else {
                sink.property(name, value);
            }
        });
        return sink;
    }

    static KafkaSourceBuilder<String> source(Map<String, String> login) {
        KafkaSourceBuilder<String> source = KafkaSource.strings().bootstrapServers(BROKER.bootstrapServers());
        login.forEach((name, value) -> {
            if (name.equals(JAAS)) {
                source.property(name, Secret.of(value));
            } else {
                source.property(name, value);
            }
        });
        return source;
    }

    /** Writes to a topic as somebody else. */
    static void produce(String topic, String value) throws Exception {
        ACCESS.grant("writer", ResourceType.TOPIC, topic, AclOperation.WRITE);
        Map<String, Object> settings = new HashMap<>(ACCESS.oauthBearer("writer"));
        settings.put("bootstrap.servers", BROKER.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }
}
