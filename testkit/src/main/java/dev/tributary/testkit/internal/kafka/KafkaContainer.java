package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.docker.ContainerServer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Kafka brokers in containers of Kafka's own image. */
final class KafkaContainer {
    private static final String IMAGE = "apache/kafka:" + KafkaDistribution.VERSION;
    private static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;
    private static final int INTERNAL_PORT = 9094;

    private KafkaContainer() {}

    static Server start(Map<String, String> options) {
        return ContainerServer.start(new ContainerServer.Plan(
                IMAGE,
                PORT,
                (host, port) -> environment(options, host, port),
                List.of(),
                (host, port) -> KafkaTopics.answers(host + ":" + port)));
    }

    private static Map<String, String> environment(Map<String, String> options, String host, int port) {
        Map<String, String> environment = new HashMap<>();
        KafkaNode.alone(PORT, INTERNAL_PORT, CONTROLLER_PORT, options)
                .properties("/tmp/logs")
                .forEach((name, value) -> environment.put(variable(name), value));
        String internal = "INTERNAL://localhost:" + INTERNAL_PORT;
        environment.put(
                variable("listeners"),
                "CLIENT://0.0.0.0:" + PORT + "," + internal + ",CONTROLLER://localhost:" + CONTROLLER_PORT);
        environment.put(variable("controller.quorum.voters"), "1@localhost:" + CONTROLLER_PORT);
        environment.put(variable("advertised.listeners"), "CLIENT://" + host + ":" + port + "," + internal);
        return environment;
    }

    /** How the image wants a property's name written. */
    private static String variable(String property) {
        return "KAFKA_"
                + property.replace("_", "__")
                        .replace("-", "___")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
