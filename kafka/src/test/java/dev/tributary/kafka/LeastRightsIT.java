package dev.tributary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.UUID;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rights that the documentation lists are enough, and each that is missing is named by the error. */
@Timeout(120)
class LeastRightsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Split SPLIT = new Split("in-0");

    /** A line of the documentation. */
    private record Documented(String operation, String option, String name, boolean prefix) {

        /** Returns the line with names of its own in the place of the documentation's. */
        Documented of(String suffix) {
            return new Documented(operation, option, name + suffix, prefix);
        }

        void grant(String user) {
            ResourceType type = option.equals("--transactional-id")
                    ? ResourceType.TRANSACTIONAL_ID
                    : ResourceType.valueOf(option.substring("--".length()).toUpperCase(Locale.ROOT));
            PatternType pattern = prefix ? PatternType.PREFIXED : PatternType.LITERAL;
            AclOperation right = operation.equals("DescribeConfigs")
                    ? AclOperation.DESCRIBE_CONFIGS
                    : AclOperation.fromString(operation.toUpperCase(Locale.ROOT));
            SecuredKafka.ACCESS.grant(user, new ResourcePattern(type, name, pattern), right);
        }
    }

    /** What needs the rights. */
    @FunctionalInterface
    private interface Work {
        void run(String user, String suffix) throws Exception;
    }

    private static List<Documented> documented(String heading) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "kafka.md"));
        int begin = page.indexOf("\n#### " + heading + "\n");
        assertThat(begin).as("section '" + heading + "'").isPositive();
        int fence = page.indexOf("```", begin);
        List<Documented> rights = new ArrayList<>();
        page.substring(fence, page.indexOf("```", fence + 1)).lines().skip(1).forEach(line -> {
            StringTokenizer words = new StringTokenizer(line);
            List<String> options = new ArrayList<>();
            words.asIterator().forEachRemaining(word -> options.add((String) word));
            int operation = options.indexOf("--operation");
            rights.add(new Documented(
                    options.get(operation + 1),
                    options.get(operation + 2),
                    options.get(operation + 3),
                    options.contains("prefixed")));
        });
        return rights;
    }

    private static void each(String heading, Work work) throws Exception {
        List<Documented> rights = documented(heading);
        for (Documented missing : rights) {
            String suffix = "-" + UUID.randomUUID();
            String user = "user" + suffix;
            rights.stream()
                    .filter(right -> !right.equals(missing))
                    .forEach(right -> right.of(suffix).grant(user));

            assertThatThrownBy(() -> work.run(user, suffix))
                    .as("without " + missing)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("kafka-acls --add --allow-principal User:... --operation "
                            + missing.operation() + " " + missing.option() + " "
                            + missing.of(suffix).name());
        }
        String suffix = "-" + UUID.randomUUID();
        rights.forEach(right -> right.of(suffix).grant("user" + suffix));
        assertThatCode(() -> work.run("user" + suffix, suffix)).doesNotThrowAnyException();
    }

    private static void write(KafkaSink<String> sink) throws InterruptedException {
        RecordingContext context = new RecordingContext(false);
        try (SinkWriter<String> writer = sink.open(context)) {
            writer.write(StreamRecord.of("a", "key", new KafkaOrigin("in", 0, 7, 0), SPLIT, 1));
            writer.advance(SPLIT, new NumberedPosition(7));
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    /** Runs until all is read, and throws what the pipeline has failed of. */
    private static void runToTheEnd(Pipeline pipeline) throws Exception {
        try (RunningPipeline running = pipeline.start()) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(running.stop(LIMIT)).isTrue();
        } catch (PipelineException failed) {
            throw (Exception) failed.getCause();
        }
    }

    @Test
    void ofASinkThatWritesAtLeastOnce() throws Exception {
        each("A sink, at least once", (user, suffix) -> {
            KafkaSink<String> sink = SecuredKafka.sink(SecuredKafka.ACCESS.oauthBearer(user))
                    .topic("shop.orders" + suffix)
                    .compacted()
                    .build();
            write(sink);
            write(sink);
        });
    }

    @Test
    void ofASinkThatWritesExactlyOnce() throws Exception {
        each("A sink, exactly once", (user, suffix) -> {
            KafkaSink<String> sink = SecuredKafka.sink(SecuredKafka.ACCESS.oauthBearer(user))
                    .topic("shop.orders" + suffix)
                    .exactlyOnce(
                            ExactlyOnce.defaults().named("orders" + suffix).positionsTopic("orders-positions" + suffix))
                    .build();
            write(sink);
            write(sink);
        });
    }

    @Test
    void ofASinkThatKeepsTransactionsOfItsSourceWhole() throws Exception {
        String suffix = "-" + UUID.randomUUID();
        String user = "user" + suffix;
        for (Documented right : documented("A sink, exactly once")) {
            right.of(suffix).grant(user);
        }
        KafkaSink<String> sink = SecuredKafka.sink(SecuredKafka.ACCESS.oauthBearer(user))
                .topic("shop.orders" + suffix)
                .exactlyOnce(ExactlyOnce.defaults()
                        .named("orders" + suffix)
                        .positionsTopic("orders-positions" + suffix)
                        .wholeTransactions())
                .build();

        assertThatThrownBy(() -> write(sink))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--operation DescribeConfigs --cluster");
        SecuredKafka.ACCESS.grant(user, ResourceType.CLUSTER, "kafka-cluster", AclOperation.DESCRIBE_CONFIGS);
        assertThatCode(() -> write(sink)).doesNotThrowAnyException();
    }

    @Test
    void ofASource() throws Exception {
        each("A source", (user, suffix) -> {
            SecuredKafka.BROKER.createTopic("shop.orders" + suffix, 1);
            SecuredKafka.produce("shop.orders" + suffix, "a");
            runToTheEnd(Pipeline.named("read")
                    .from(SecuredKafka.source(SecuredKafka.ACCESS.oauthBearer(user))
                            .groupId("reporting" + suffix)
                            .topics("shop.orders" + suffix)
                            .build())
                    .forEach(value -> {})
                    .build());
        });
    }

    @Test
    void ofACopyFromTopicToTopicExactlyOnce() throws Exception {
        each("From topic to topic, exactly once", (user, suffix) -> {
            SecuredKafka.BROKER.createTopic("shop.orders" + suffix, 1);
            SecuredKafka.produce("shop.orders" + suffix, "a");
            runToTheEnd(Pipeline.named("copy-" + suffix)
                    .from(SecuredKafka.source(SecuredKafka.ACCESS.oauthBearer(user))
                            .groupId("copying" + suffix)
                            .topics("shop.orders" + suffix)
                            .build())
                    .to(SecuredKafka.sink(SecuredKafka.ACCESS.oauthBearer(user))
                            .topic("copied.orders" + suffix)
                            .exactlyOnce()
                            .build())
                    .build());
        });
    }
}
