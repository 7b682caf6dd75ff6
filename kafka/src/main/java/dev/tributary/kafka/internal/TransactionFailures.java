package dev.tributary.kafka.internal;

import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.spi.StreamRecord;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a transaction has failed. That the brokers no longer know the producer can mean that another instance has taken
 * over, or that the transaction took too long; only what {@link PositionPlace} finds tells them apart.
 */
final class TransactionFailures {

    private static final Set<Class<?>> REFUSALS = Set.of(
            CommitFailedException.class,
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            InvalidPidMappingException.class,
            InvalidTxnStateException.class,
            UnknownProducerIdException.class,
            OutOfOrderSequenceException.class,
            TransactionAbortableException.class);

    private final Connection connection;
    private final PositionPlace place;

    TransactionFailures(Connection connection, PositionPlace place) {
        this.connection = connection;
        this.place = place;
    }

    /** Returns the exception for a message that was not taken. */
    TributaryException ofMessage(Exception failure, StreamRecord<?> record, TopicPartition place) {
        return refusal(failure, "The record from " + record.origin() + " cannot be written to " + connection)
                .orElseGet(() -> KafkaFailures.ofRecord(failure, record, place, connection));
    }

    /** Returns the exception for a transaction that cannot be begun, continued or committed. */
    TributaryException ofTransaction(Throwable failure) {
        String what = "A transaction cannot be committed to " + connection;
        return refusal(failure, what).orElseGet(() -> KafkaFailures.ofWriting(failure, what, "..."));
    }

    private Optional<TributaryException> refusal(Throwable failure, String what) {
        if (!(refusal(failure) instanceof Exception known)) {
            return Optional.empty();
        }
        try {
            return Optional.of(place.refused(known));
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            return Optional.of(new SinkException(what + ": interrupted", breakOff));
        } catch (TributaryException found) {
            return Optional.of(found);
        }
    }

    private static @Nullable Throwable refusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (REFUSALS.contains(cause.getClass())) {
                return cause;
            }
        }
        return null;
    }
}
