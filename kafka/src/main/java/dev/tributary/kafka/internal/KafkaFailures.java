package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.TributaryException;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Turns what a Kafka client throws into this library's exceptions. Types decide, never the text of a message. */
final class KafkaFailures {

    private KafkaFailures() {}

    /**
     * Returns the exception for what a client has thrown.
     *
     * @param what what failed and where, as the beginning of a sentence
     * @param fatal makes the exception for what neither a retry nor a setting mends
     */
    static TributaryException translate(
            Throwable thrown, String what, BiFunction<String, Throwable, TributaryException> fatal) {
        Throwable cause = root(thrown);
        String message = what + ": " + reason(cause);
        if (cause instanceof TributaryException already) {
            return already;
        }
        if (cause instanceof AuthenticationException) {
            return new ConfigurationException(
                    message + "; check security.protocol, sasl.mechanism and sasl.jaas.config, or the certificates",
                    cause);
        }
        if (cause instanceof AuthorizationException) {
            return new ConfigurationException(
                    message + "; grant the right to the client's user (kafka-acls --add), or use another user", cause);
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new ConfigurationException(message + "; create the topic, or correct its name", cause);
        }
        if (isOfSettings(cause)) {
            return new ConfigurationException(message, cause);
        }
        if (cause instanceof org.apache.kafka.common.errors.RetriableException
                || cause instanceof DisconnectException) {
            return new RetriableException(message + "; check that the brokers run and can be reached", cause);
        }
        return fatal.apply(message, cause);
    }

    private static boolean isOfSettings(Throwable cause) {
        return cause instanceof ConfigException
                || cause instanceof InvalidTopicException
                || cause instanceof InvalidConfigurationException
                || cause instanceof InvalidReplicationFactorException
                || cause instanceof PolicyViolationException
                || cause instanceof UnsupportedVersionException;
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : strip(message);
    }

    private static String strip(String message) {
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    /** Returns what lies inside the wrappers of futures and of clients that cannot be constructed. */
    private static Throwable root(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean wrapper = thrown instanceof ExecutionException
                || thrown.getClass() == org.apache.kafka.common.KafkaException.class;
        return wrapper && cause != null ? root(cause) : thrown;
    }
}
