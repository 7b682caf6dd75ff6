package dev.tributary.kafka.internal;

import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.TributaryException;
import dev.tributary.kafka.internal.AckTracker.InFlight;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends records by an idempotent producer and never waits for an acknowledgement, only for room in the byte budget.
 * Positions are reported as {@link AckTracker} says. The producer retries by itself for as long as its
 * {@code delivery.timeout.ms} says; what fails then ends the writer.
 *
 * @param <T> the type of the elements
 */
final class ProducerWriter<T> implements SinkWriter<T> {

    private final Connection connection;
    private final SinkContext context;
    private final Encoding<T> encoding;
    private final Cluster cluster;
    private final Topics topics;
    private final MessageCheck check;
    private final Producer<byte[], byte[]> producer;
    private final AckTracker acks;

    /** Whether nobody looks at a message after it was sent: the producer has put a copy into a batch, interceptors might. */
    private final boolean sentIsCopied;

    ProducerWriter(
            ProducerSink<T> sink, SinkContext context, Cluster cluster, Topics topics, MessageEncoder<T> encoder) {
        this.connection = sink.connection();
        this.context = context;
        this.encoding = new Encoding<>(encoder, context);
        this.cluster = cluster;
        this.topics = topics;
        this.check = new MessageCheck(sink.connection(), topics);
        this.producer = producer(sink.connection(), context);
        this.acks = new AckTracker(new ByteBudget(context.byteBudget()), context::durable);
        this.sentIsCopied = sink.connection()
                .property(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG)
                .isEmpty();
    }

    private static Producer<byte[], byte[]> producer(Connection connection, SinkContext context) {
        Map<String, Object> properties =
                ProducerOptions.properties(connection, context.pipeline(), context.byteBudget());
        try {
            return new KafkaProducer<>(properties);
        } catch (KafkaException failure) {
            throw Cluster.connectFailed(connection, failure);
        }
    }

    @Override
    public void write(StreamRecord<T> record) throws InterruptedException {
        acks.ensureAlive();
        if (sentIsCopied) {
            encoding.release();
        }
        List<Message> messages = encoding.of(record);
        if (isKept(record, messages)) {
            for (Message message : messages) {
                send(record, message);
            }
        }
        acks.ensureAlive();
    }

    @Override
    public void tableChanged(Split split, TableChange change) throws InterruptedException {
        acks.ensureAlive();
        StreamRecord<TableChange> record = StreamRecord.withoutKey(change, change.origin(), split, 0);
        for (Message message : encoding.ofTable(record)) {
            send(record, message);
        }
    }

    /** Rejects a record whose message would make its key stand for less than what is there. */
    private boolean isKept(StreamRecord<T> record, List<Message> messages) throws InterruptedException {
        for (Message message : messages) {
            SinkException partial = check.partial(record, message);
            if (partial != null) {
                context.rejected(record, partial);
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    private void send(StreamRecord<?> record, Message message) throws InterruptedException {
        ProducerRecord<byte[], byte[]> outgoing = message.toRecord(topics.partition(message));
        Sent sent = new Sent(record, message.bytes());
        acks.add(sent);
        try {
            producer.send(outgoing, sent);
        } catch (InterruptException breakOff) {
            throw interrupted();
        } catch (KafkaException | IllegalStateException failure) {
            acks.ensureAlive(); // after an abort that is the reason
            throw KafkaFailures.ofRecord(
                    failure, record, new TopicPartition(message.topic(), RecordMetadata.UNKNOWN_PARTITION), connection);
        }
    }

    /** A message on its way, which learns on the producer's thread, or within send, what became of it. */
    private final class Sent extends InFlight implements Callback {

        private final StreamRecord<?> record;

        Sent(StreamRecord<?> record, int bytes) {
            super(bytes);
            this.record = record;
        }

        @Override
        public void onCompletion(RecordMetadata place, @Nullable Exception failure) {
            if (failure == null || isRejected(place, failure)) {
                acks.acknowledge(this);
            }
        }

        /** Hands a message that the brokers will never take to the error policy; any other failure ends the writer. */
        @SuppressWarnings("IllegalCatch") // an exception thrown from here would only be logged
        private boolean isRejected(RecordMetadata place, Exception failure) {
            TributaryException cause = KafkaFailures.ofRecord(
                    failure, record, new TopicPartition(place.topic(), place.partition()), connection);
            try {
                if (failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException) {
                    context.rejected(record, cause);
                    return true;
                }
                fail(cause);
            } catch (InterruptedException breakOff) {
                Thread.currentThread().interrupt();
                fail(cause);
            } catch (RuntimeException refused) {
                fail(refused);
            }
            return false;
        }
    }

    private void fail(RuntimeException cause) {
        if (acks.fail(cause)) {
            context.failed(cause);
        }
    }

    @Override
    public void advance(Split split, Position position) {
        acks.mark(split, position);
    }

    @Override
    public boolean flush(Duration deadline) throws InterruptedException {
        return acks.awaitAll(deadline);
    }

    @Override
    public void abort() {
        acks.fail(new SinkException("Writing to " + connection + " was broken off"));
        close();
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // closing waits for the producer's thread, which ends at once
        acks.fail(new SinkException("The writer to " + connection + " is closed"));
        producer.close(Duration.ZERO);
        cluster.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static InterruptedException interrupted() {
        Thread.interrupted(); // the client has set the flag again
        return new InterruptedException("interrupted while sending to Kafka");
    }
}
