package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.Pipeline;
import dev.tributary.RetriableException;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, logins, secrets, and rights that are taken back. */
@Timeout(60)
class SecurityIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Split SPLIT = new Split("in-0");

    private final RecordingContext context = new RecordingContext(false);
    private String topic = "";

    @BeforeEach
    void createTopic() {
        topic = SecuredKafka.BROKER.newTopic("secured", 1);
        SecuredKafka.ACCESS.grant("alice", ResourceType.TOPIC, topic, AclOperation.WRITE, AclOperation.READ);
        SecuredKafka.ACCESS.grant("alice", ResourceType.GROUP, topic, AclOperation.READ);
    }

    private static void write(SinkWriter<String> writer, String value, int number) throws InterruptedException {
        writer.write(StreamRecord.of(value, "key", new KafkaOrigin("in", 0, number, 0), SPLIT, 1));
        writer.advance(SPLIT, new NumberedPosition(number));
    }

    private static Map<String, String> login(String mechanism) {
        return switch (mechanism) {
            case "PLAIN" -> SecuredKafka.ACCESS.plain("alice");
            case "SCRAM" -> SecuredKafka.ACCESS.scram("alice");
            default -> SecuredKafka.ACCESS.oauthBearer("alice");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM", "OAUTHBEARER"})
    void writesAndReadsOverTlsByEachLogin(String mechanism) throws Exception {
        try (SinkWriter<String> writer =
                SecuredKafka.sink(login(mechanism)).topic(topic).build().open(context)) {
            write(writer, mechanism, 1);
            assertThat(writer.flush(LIMIT)).isTrue();
        }

        List<String> read = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("read")
                .from(SecuredKafka.source(login(mechanism))
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .forEach(read::add)
                .build()
                .start()) {
            Await.until("a record is read", LIMIT, () -> !read.isEmpty());
            assertThat(running.stop(LIMIT)).isTrue();
        }
        assertThat(read).containsExactly(mechanism);
    }

    @Test
    void aForeignCertificateIsRefused() {
        Map<String, String> login = new HashMap<>(login("SCRAM"));
        login.keySet().removeIf(name -> name.startsWith("ssl."));

        assertThatThrownBy(() -> SecuredKafka.sink(login).topic(topic).build().open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(SecuredKafka.BROKER.bootstrapServers())
                .hasMessageContaining("or the certificates");
    }

    @Test
    void aBrokerThatWantsTlsIsNotTakenForOneThatIsDown() {
        assertThatThrownBy(() -> KafkaSink.strings()
                        .bootstrapServers(SecuredKafka.BROKER.bootstrapServers())
                        .connectTimeout(Duration.ofSeconds(2))
                        .topic(topic)
                        .build()
                        .open(context))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("whether it wants TLS or a login (security.protocol)");
    }

    @Test
    void noSecretIsInMessagesOrLogs() {
        Map<String, String> login = new HashMap<>(login("SCRAM"));
        login.computeIfPresent(SecuredKafka.JAAS, (name, value) -> value.replace("alices-secret", "leaky-guess"));
        KafkaSink<String> sink = SecuredKafka.sink(login).topic(topic).build();
        KafkaSource<String> source =
                SecuredKafka.source(login).groupId(topic).topics(topic).build();

        String told = everythingTold(() -> {
            assertThatThrownBy(() -> sink.open(context))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("check security.protocol, sasl.mechanism and sasl.jaas.config")
                    .satisfies(SecurityIT::print);
            Pipeline pipeline =
                    Pipeline.named("read").from(source).forEach(value -> {}).build();
            try (RunningPipeline running = pipeline.start()) {
                assertThatThrownBy(() -> running.await(LIMIT)).satisfies(SecurityIT::print);
            }
            System.err.println(sink + " " + source + " " + pipeline + " " + sink.describe());
        });

        assertThat(told).contains("SCRAM").doesNotContain("leaky-guess");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sasl.jaas.config", "ssl.truststore.certificates", "ssl.keystore.key"})
    void aSecretThatIsNoLegalValueIsNotQuoted(String property) {
        String told = everythingTold(() -> assertThatThrownBy(() -> SecuredKafka.sink(login("SCRAM"))
                        .property(property, Secret.of("leaky-guess"))
                        .topic(topic)
                        .build()
                        .open(context))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("No client can be made for Kafka " + SecuredKafka.BROKER.bootstrapServers())
                .satisfies(SecurityIT::print));

        assertThat(told).doesNotContain("leaky-guess");
    }

    private static void print(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        System.err.println(trace);
    }

    /** Something that writes logs. */
    @FunctionalInterface
    private interface Told {
        void run() throws Exception;
    }

    private static String everythingTold(Told action) {
        PrintStream before = System.err;
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            assertThatCode(action::run).doesNotThrowAnyException();
        } finally {
            System.setErr(before);
        }
        return told.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPasswordThatIsChangedIsAskedForByTheNextAttempt() throws Exception {
        String user = "rotated-" + UUID.randomUUID();
        SecuredKafka.ACCESS.grant(user, ResourceType.TOPIC, topic, AclOperation.WRITE);
        AtomicReference<String> password = new AtomicReference<>("first");
        SecuredKafka.ACCESS.password(user, password.get());
        KafkaSink<String> sink = SecuredKafka.sink(login("SCRAM"))
                .property(
                        SecuredKafka.JAAS,
                        Secret.from(() ->
                                SecuredKafka.ACCESS.scram(user, password.get()).getOrDefault(SecuredKafka.JAAS, "")))
                .property("connections.max.idle.ms", "1000") // so that it logs in again soon
                .property("metadata.max.age.ms", "500")
                .topic(topic)
                .build();
        Await.until("a login by the first password", LIMIT, () -> {
            sink.open(context).close();
            return true;
        });

        try (SinkWriter<String> writer = sink.open(context)) {
            write(writer, "before", 1);
            assertThat(writer.flush(LIMIT)).isTrue();
            password.set("second");
            SecuredKafka.ACCESS.password(user, password.get());
            SecuredKafka.BROKER.restart();

            Throwable failure = failureOf(writer);

            assertThat(failure)
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("The record from in-0 offset ")
                    .hasMessageContaining("the next attempt asks the suppliers of secrets, and reads files, anew");
        }
        try (SinkWriter<String> writer = sink.open(context)) {
            write(writer, "after", 2);
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private Throwable failureOf(SinkWriter<String> writer) throws Exception {
        try {
            for (int i = 2; !context.failure.isDone(); i++) {
                write(writer, "refused", i);
                writer.flush(Duration.ofMillis(10));
            }
        } catch (RuntimeException thrown) {
            return thrown;
        }
        return context.failure.get(1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRightThatIsTakenBackEndsTheSinkAndNothingIsLost(boolean exactlyOnce) throws Exception {
        try (SinkWriter<String> writer = (exactlyOnce
                        ? exactlyOnceSink()
                        : SecuredKafka.sink(login("SCRAM")).topic(topic))
                .build()
                .open(context)) {
            write(writer, "stored", 1);
            assertThat(writer.flush(LIMIT)).isTrue();
            SecuredKafka.ACCESS.revoke("alice", ResourceType.TOPIC, topic, AclOperation.WRITE);

            write(writer, "refused", 2);
            Throwable failure = context.failure.get(30, TimeUnit.SECONDS);

            assertThat(failure)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("The record from in-0 offset 2 cannot be written to topic '" + topic
                            + "' (partition 0) of Kafka " + SecuredKafka.BROKER.bootstrapServers())
                    .hasMessageContaining("--operation Write --topic " + topic);
            assertThat(context.durable).last().isEqualTo(new NumberedPosition(1));
        }
    }

    private KafkaRecordSinkBuilder<String> exactlyOnceSink() {
        String positions = topic + "-positions";
        SecuredKafka.ACCESS.grant(
                "alice",
                ResourceType.TOPIC,
                positions,
                AclOperation.CREATE,
                AclOperation.WRITE,
                AclOperation.READ,
                AclOperation.DESCRIBE_CONFIGS);
        SecuredKafka.ACCESS.grant("alice", ResourceType.TOPIC, topic, AclOperation.DESCRIBE_CONFIGS);
        SecuredKafka.ACCESS.grant("alice", ResourceType.TRANSACTIONAL_ID, topic, AclOperation.WRITE);
        return SecuredKafka.sink(login("SCRAM"))
                .topic(topic)
                .exactlyOnce(ExactlyOnce.defaults().named(topic).positionsTopic(positions));
    }

    @Test
    void aRightThatIsTakenBackEndsTheSource() throws Exception {
        SecuredKafka.produce(topic, "read");
        List<String> read = Collections.synchronizedList(new ArrayList<>());
        try (RunningPipeline running = Pipeline.named("read")
                .from(SecuredKafka.source(login("SCRAM"))
                        .groupId(topic)
                        .topics(topic)
                        .build())
                .forEach(read::add)
                .build()
                .start()) {
            Await.until("a record is read", LIMIT, () -> !read.isEmpty());
            SecuredKafka.ACCESS.revoke("alice", ResourceType.TOPIC, topic, AclOperation.READ, AclOperation.WRITE);
            SecuredKafka.produce(topic, "more");

            assertThatThrownBy(() -> running.await(LIMIT))
                    .cause()
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("--operation Read --topic " + topic);
        }
    }
}
