package dev.tributary.kafka.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.SourceException;
import dev.tributary.TributaryException;
import dev.tributary.spi.StreamRecord;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
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
        return translate(thrown, what, Optional.empty(), fatal);
    }

    /**
     * Returns the exception for what a client has thrown that needs a right.
     *
     * @param what what failed and where, as the beginning of a sentence
     * @param needed the right, which is named where it was missing
     * @param fatal makes the exception for what neither a retry nor a setting mends
     */
    static TributaryException translate(
            Throwable thrown, String what, Right needed, BiFunction<String, Throwable, TributaryException> fatal) {
        return translate(thrown, what, Optional.of(needed), fatal);
    }

    private static TributaryException translate(
            Throwable thrown,
            String what,
            Optional<Right> needed,
            BiFunction<String, Throwable, TributaryException> fatal) {
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
            return new ConfigurationException(message + "; " + grant(cause, needed), cause);
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new ConfigurationException(message + "; create the topic, or correct its name", cause);
        }
        if (isOfSettings(cause)) {
            return new ConfigurationException(message, cause);
        }
        if (isPassing(cause)) {
            return new RetriableException(message + "; check that the brokers run and can be reached", cause);
        }
        return fatal.apply(message, cause);
    }

    /**
     * Returns the exception for what a producer has thrown that had talked to the cluster before. What was right then may be
     * right again: a topic may be made anew, and secrets are asked for anew by each attempt.
     *
     * @param what what failed and where, as the beginning of a sentence
     * @param topic where the producer wanted to write
     */
    static TributaryException ofWriting(Throwable thrown, String what, String topic) {
        Throwable cause = root(thrown);
        if (cause instanceof AuthenticationException) {
            return loginFailed(cause, what);
        }
        if (cause instanceof RecordTooLargeException) {
            return new SinkException(
                    what + ": " + reason(cause)
                            + "; raise the topic's max.message.bytes and the property max.request.size of the sink, or let"
                            + " the error policy of sinks skip it or store it elsewhere",
                    cause);
        }
        if (cause instanceof UnknownTopicOrPartitionException || isPassing(cause)) {
            return new RetriableException(
                    what + ": " + reason(cause)
                            + "; check that the brokers run and can be reached, and that the topic is still there with"
                            + " min.insync.replicas of each partition in sync (kafka-topics --describe --topic " + topic
                            + ")",
                    cause);
        }
        return translate(thrown, what, Right.writeTopic(topic), SinkException::new);
    }

    /** Returns the exception for a record that a producer has not written, as {@link #ofWriting} does. */
    static TributaryException ofRecord(
            Throwable thrown, StreamRecord<?> record, TopicPartition place, Connection connection) {
        String partition =
                place.partition() == RecordMetadata.UNKNOWN_PARTITION ? "" : " (partition " + place.partition() + ")";
        return ofWriting(
                thrown,
                "The record from " + record.origin() + " cannot be written to topic '" + place.topic() + "'" + partition
                        + " of " + connection,
                place.topic());
    }

    /**
     * Returns the exception for what a consumer has thrown that had talked to the cluster before.
     *
     * @param what what failed and where, as the beginning of a sentence
     */
    static TributaryException ofReading(Throwable thrown, String what) {
        Throwable cause = root(thrown);
        return cause instanceof AuthenticationException
                ? loginFailed(cause, what)
                : translate(thrown, what, Right.readTopic("..."), SourceException::new);
    }

    private static RetriableException loginFailed(Throwable cause, String what) {
        return new RetriableException(
                what + ": " + reason(cause)
                        + "; it has worked before, so a password or a certificate has been changed: the next attempt asks the"
                        + " suppliers of secrets, and reads files, anew",
                cause);
    }

    private static String grant(Throwable refusal, Optional<Right> needed) {
        Optional<Right> right = needed;
        if (refusal instanceof GroupAuthorizationException group && group.groupId() != null) {
            right = Optional.of(Right.readGroup(group.groupId()));
        } else if (refusal instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            right = needed.map(one -> one.onTopics(topics.unauthorizedTopics()));
        }
        return "let an administrator grant the right to the client's user ("
                + right.map(Right::command).orElse("kafka-acls --add --allow-principal User:...")
                + "), or use another user";
    }

    private static boolean isPassing(Throwable cause) {
        return cause instanceof org.apache.kafka.common.errors.RetriableException
                || cause instanceof DisconnectException;
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
