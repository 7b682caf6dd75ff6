package dev.tributary.kafka.internal;

import dev.tributary.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** Collects what all builders of this module have in common: the addresses and the properties of the client. */
public final class ConnectionBuilder {

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private final Map<String, Rule> rules = new TreeMap<>();
    private final Map<String, Secret> properties = new LinkedHashMap<>();
    private @Nullable String bootstrapServers;
    private Duration limit = DEFAULT_LIMIT;

    private record Rule(Predicate<String> admits, String reason) {}

    /** Starts empty. */
    public ConnectionBuilder() {
        refuse("bootstrap.servers", "use bootstrapServers(...)");
    }

    /** Refuses a property, with the reason. */
    public ConnectionBuilder refuse(String name, String reason) {
        rules.put(name, new Rule(value -> false, reason));
        return this;
    }

    /** Refuses all but some values of a property, with the reason. */
    public ConnectionBuilder admitOnly(String name, List<String> values, String reason) {
        rules.put(name, new Rule(values::contains, reason));
        return this;
    }

    /** Sets the addresses. */
    public void bootstrapServers(String addresses) {
        if (!Connection.isAddressList(addresses)) {
            throw new IllegalArgumentException("bootstrapServers must be host:port, or several with commas between,"
                    + " but is '" + addresses + "'");
        }
        bootstrapServers = addresses;
    }

    /** Sets how long to wait for the first answer. */
    public void connectTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "connectTimeout must be positive and at most an hour, but is " + timeout);
        }
        limit = timeout;
    }

    /** Sets a property of the client. */
    public void property(String name, String value) {
        Rule rule = rules.get(name);
        if (rule != null && !rule.admits().test(value)) {
            throw new IllegalArgumentException("The property " + name + "=" + value + " is refused: " + rule.reason());
        }
        properties.put(Objects.requireNonNull(name, "name"), Secret.of(value));
    }

    /** Sets a property of the client whose value is in no log. */
    public void property(String name, Secret value) {
        Rule rule = rules.get(name);
        if (rule != null) {
            throw new IllegalArgumentException("The property " + name + " is refused as a secret: " + rule.reason());
        }
        if (isLogged(ProducerConfig.configDef(), name) || isLogged(ConsumerConfig.configDef(), name)) {
            throw new IllegalArgumentException("The property " + name
                    + " is refused as a secret: Kafka's clients write its value to the log; give it as a String");
        }
        properties.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    }

    /** Clients log all properties that they know when they are made, but for those that they know as passwords. */
    private static boolean isLogged(ConfigDef known, String name) {
        ConfigDef.ConfigKey key = known.configKeys().get(name);
        return key != null && key.type != ConfigDef.Type.PASSWORD;
    }

    /** Returns the connection; throws if something is missing, all of it, with what else is missing. */
    public Connection build(String what, List<String> missing) {
        List<String> all = new ArrayList<>();
        String addresses = bootstrapServers;
        if (addresses == null) {
            all.add("bootstrapServers(...)");
        }
        all.addAll(missing);
        if (addresses == null || !all.isEmpty()) {
            throw new IllegalStateException(what + " lacks " + String.join(", ", all));
        }
        return new Connection(addresses, limit, properties);
    }
}
