package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Attempts;
import dev.tributary.testkit.internal.ExternalServer;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.docker.DockerEngine;
import dev.tributary.testkit.internal.install.Maven;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places that a Kafka broker may come from, tried in order. */
public final class KafkaOrigins {
    private static final String VARIABLE = "TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS";
    private static final Pattern ADDRESS = Pattern.compile("([^,:]+):(\\d{1,5})");

    private KafkaOrigins() {}

    /**
     * Provides a broker.
     *
     * @throws TestkitException if none of the origins can; it says for each what was in the way
     */
    public static Server open(Map<String, String> options) {
        Attempts attempts = new Attempts("Kafka");
        return external(options, System.getenv(), attempts)
                .or(() -> container(options, attempts))
                .or(() -> local(options, attempts))
                .orElseThrow(() -> attempts.exhausted("Provide one in one of these ways: set " + VARIABLE
                        + " to HOST:PORT of a broker that tests may change; or start Docker and put "
                        + "org.testcontainers:testcontainers on the class path; or put mvn on the PATH, which fetches "
                        + "Kafka's own jars."));
    }

    static Optional<Server> external(Map<String, String> options, Map<String, String> environment, Attempts attempts) {
        if (!options.isEmpty()) {
            attempts.ruleOut(VARIABLE, "not asked, because this test wants a broker with options of its own");
            return Optional.empty();
        }
        String address = environment.getOrDefault(VARIABLE, "");
        if (address.isEmpty()) {
            attempts.ruleOut(VARIABLE, "not set");
            return Optional.empty();
        }
        Matcher match = ADDRESS.matcher(address);
        if (!match.matches()) {
            throw new TestkitException(
                    "The environment variable " + VARIABLE + " must be like HOST:PORT but was '" + address + "'");
        }
        return Optional.of(new ExternalServer(VARIABLE, match.group(1), Integer.parseInt(match.group(2))));
    }

    private static Optional<Server> container(Map<String, String> options, Attempts attempts) {
        Optional<String> obstacle = DockerEngine.obstacle();
        if (obstacle.isPresent()) {
            attempts.ruleOut("Docker", obstacle.get());
            return Optional.empty();
        }
        return attempts.attempt("Docker", () -> KafkaContainer.start(options));
    }

    private static Optional<Server> local(Map<String, String> options, Attempts attempts) {
        if (Maven.find().isEmpty()) {
            attempts.ruleOut("Kafka's jars", Maven.MISSING);
            return Optional.empty();
        }
        return attempts.attempt("Kafka's jars", KafkaDistribution::provide)
                .map(distribution -> LocalKafka.alone(distribution, options));
    }
}
