package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Attempts;
import dev.tributary.testkit.internal.ExternalServer;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.docker.DockerEngine;
import dev.tributary.testkit.internal.install.Maven;
import java.util.HashMap;
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
    public static RunningKafka open(KafkaSpec spec) {
        Attempts attempts = new Attempts("Kafka");
        return external(spec, System.getenv(), attempts)
                .or(() -> container(spec, attempts))
                .or(() -> local(spec, attempts).map(LocalKafka::server))
                .map(RunningKafka::open)
                .orElseThrow(() -> attempts.exhausted("Provide one in one of these ways: set " + VARIABLE
                        + " to HOST:PORT of a broker that tests may change; or start Docker and put "
                        + "org.testcontainers:testcontainers on the class path; or put mvn on the PATH, which fetches "
                        + "Kafka's own jars."));
    }

    /**
     * Provides a broker whose clients must use TLS and log in, with these passwords of users. It is always a process of
     * this machine.
     *
     * @throws TestkitException if it cannot be provided
     */
    public static RunningKafka openSecured(KafkaSpec spec, Map<String, String> passwords) {
        Map<String, String> options = new HashMap<>(KafkaSecurity.properties(passwords));
        options.putAll(spec.options());
        Attempts attempts = new Attempts("Kafka");
        return local(new KafkaSpec(options, spec.logFolders()), attempts)
                .map(RunningKafka::secured)
                .orElseThrow(() -> attempts.exhausted("Put mvn on the PATH, which fetches Kafka's own jars."));
    }

    static Optional<Server> external(KafkaSpec spec, Map<String, String> environment, Attempts attempts) {
        if (!spec.isDefault()) {
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

    private static Optional<Server> container(KafkaSpec spec, Attempts attempts) {
        Optional<String> obstacle = DockerEngine.obstacle();
        if (obstacle.isPresent()) {
            attempts.ruleOut("Docker", obstacle.get());
            return Optional.empty();
        }
        if (!spec.logFolders().isEmpty()) {
            attempts.ruleOut("Docker", "not asked, because this test chose the broker's log folder");
            return Optional.empty();
        }
        return attempts.attempt("Docker", () -> KafkaContainer.start(spec.options()));
    }

    private static Optional<LocalKafka> local(KafkaSpec spec, Attempts attempts) {
        if (Maven.find().isEmpty()) {
            attempts.ruleOut("Kafka's jars", Maven.MISSING);
            return Optional.empty();
        }
        return attempts.attempt("Kafka's jars", KafkaDistribution::provide)
                .map(distribution -> LocalKafka.alone(distribution, spec));
    }
}
