package dev.tributary.testkit;

import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.kafka.KafkaNode;
import dev.tributary.testkit.internal.kafka.KafkaOrigins;
import dev.tributary.testkit.internal.kafka.KafkaSpec;
import dev.tributary.testkit.internal.kafka.KafkaTopics;
import dev.tributary.testkit.internal.kafka.RunningKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A real Kafka broker for tests and examples: one node on a free port of the loopback interface, in a process of its own.
 * It asks for no encryption and no login, unless {@link Builder#user} gives it users.
 *
 * <p>Topics are created by {@link #createTopic} or by the application; the broker does not create them by itself. It
 * ends with {@link #close()}, or with this JVM, however that ends. The port stays the same over {@link #restart()} and
 * {@link #startAgain()}, and so do the topics.
 *
 * <p>Where the broker comes from, in this order:
 *
 * <ol>
 *   <li>an address in the environment variable {@code TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS} (used only by brokers without
 *       options of their own, and never stopped);
 *   <li>Testcontainers, when it is on the class path and a Docker engine answers;
 *   <li>Kafka's own jars, fetched once by Maven into {@code ~/.cache/tributary} (moved by {@code XDG_CACHE_HOME} or
 *       {@code TRIBUTARY_TESTKIT_CACHE}), apart from the class path of the test.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class KafkaBroker implements AutoCloseable {
    private final Server server;
    private final String adminAddress;
    private final Map<String, String> passwords;

    private KafkaBroker(RunningKafka kafka, Map<String, String> passwords) {
        this.server = kafka.server();
        this.adminAddress = kafka.adminAddress();
        this.passwords = passwords;
    }

    /**
     * Starts a broker with the testkit's defaults and waits until it answers.
     *
     * @throws TestkitException if no broker can be provided; the message lists the ways to provide one
     */
    public static KafkaBroker start() {
        return builder().start();
    }

    /** A broker with options of its own. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where the broker comes from, for people. */
    public String origin() {
        return server.origin();
    }

    /** The value for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return server.host() + ":" + server.port();
    }

    /** Creates a topic and waits until it is there. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /**
     * Creates a topic with its configuration, such as {@code Map.of("cleanup.policy", "compact")}, and waits until it is
     * there.
     */
    public void createTopic(String name, int partitions, Map<String, String> configuration) {
        KafkaTopics.create(adminAddress, name, partitions, configuration);
    }

    /** Creates a topic with a name of its own that begins with {@code hint}, and returns the name. */
    public String newTopic(String hint, int partitions) {
        String name = KafkaTopics.nameLike(hint);
        createTopic(name, partitions);
        return name;
    }

    /** Deletes a topic; the broker goes on doing so after this has returned. */
    public void deleteTopic(String name) {
        KafkaTopics.delete(adminAddress, name);
    }

    /**
     * Returns the users of this broker and what they may do.
     *
     * @throws IllegalStateException if it was started without users
     */
    public KafkaAccess access() {
        if (passwords.isEmpty()) {
            throw new IllegalStateException("This broker has no users: start it by KafkaBroker.builder().user(...)");
        }
        return new KafkaAccess(adminAddress, passwords);
    }

    /** Shuts the broker down in order, starts it again and waits until it answers. */
    public void restart() {
        server.stop();
        server.start();
    }

    /** Shuts the broker down in order and waits for its end. */
    public void stop() {
        server.stop();
    }

    /** Kills the broker, as {@code kill -9} does, and waits for its end. */
    public void kill() {
        server.kill();
    }

    /** Starts the broker after {@link #kill()} or {@link #stop()} and waits until it answers. */
    public void startAgain() {
        server.start();
    }

    /** Keeps the broker from doing anything, as SIGSTOP does: connections stay open and nobody answers. */
    public void pause() {
        server.pause();
    }

    /** Lets the broker go on after {@link #pause()}. */
    public void unpause() {
        server.unpause();
    }

    /** What the broker has logged. */
    public String log() {
        return server.log();
    }

    /** Ends the broker at once and removes its data. */
    @Override
    public void close() {
        server.close();
    }

    /** The broker's address and where it comes from. */
    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers() + " (" + origin() + ")";
    }

    /** Collects what a broker shall be like. Not thread-safe. */
    public static final class Builder {
        private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9_-]+");

        private final Map<String, String> options = new LinkedHashMap<>();
        private final Map<String, String> passwords = new LinkedHashMap<>();
        private final Map<Integer, Path> logFolders = new HashMap<>();

        private Builder() {}

        /**
         * Adds a user. A broker that has users asks all clients for TLS and a login, by SCRAM-SHA-512, PLAIN or an
         * OAUTHBEARER token that nobody has signed, and lets them do only what {@link KafkaAccess#grant} allows. It is
         * always a process of this machine.
         *
         * @throws IllegalArgumentException if name or password have other characters than letters, digits, '-' and '_'
         */
        public Builder user(String name, String password) {
            if (!SIMPLE.matcher(name).matches() || !SIMPLE.matcher(password).matches()) {
                throw new IllegalArgumentException(
                        "A user's name and password must be of letters, digits, '-' and '_', unlike those of '" + name
                                + "'");
            }
            passwords.put(name, password);
            return this;
        }

        /**
         * Lets the broker keep its records below an existing folder, such as the mount point of a small file system that
         * can become full; removed with the broker. By default they are in a temporary folder.
         */
        public Builder logFolder(Path folder) {
            logFolders.put(1, Objects.requireNonNull(folder, "folder"));
            return this;
        }

        /**
         * Sets a property of the broker, such as {@code option("message.max.bytes", "2000000")}, beside or instead of
         * the testkit's own.
         *
         * @throws IllegalArgumentException if the testkit owns the property
         */
        public Builder option(String name, String value) {
            options.put(KafkaNode.checkedName(name), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Starts the broker and waits until it answers.
         *
         * @throws TestkitException if no broker can be provided; the message lists the ways to provide one
         */
        public KafkaBroker start() {
            KafkaSpec spec = new KafkaSpec(options, logFolders);
            if (passwords.isEmpty()) {
                return new KafkaBroker(KafkaOrigins.open(spec), Map.of());
            }
            KafkaBroker broker = new KafkaBroker(KafkaOrigins.openSecured(spec, passwords), Map.copyOf(passwords));
            passwords.forEach(broker.access()::password);
            return broker;
        }
    }
}
