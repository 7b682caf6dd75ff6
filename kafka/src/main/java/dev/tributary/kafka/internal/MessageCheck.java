package dev.tributary.kafka.internal;

import dev.tributary.SinkException;
import dev.tributary.spi.StreamRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Tells before a message is sent whether its topic can take it. Confined to the pipeline's thread. */
final class MessageCheck {

    /** The most that a batch of one record takes beside key, value and headers, as the producer reckons it. */
    private static final int BATCH_OVERHEAD = 61 + 21;

    /** The most that the lengths of a header take. */
    private static final int HEADER_OVERHEAD = 10;

    /** A message takes no more than so many times what {@link Message#bytes} says: names may be of long characters. */
    private static final int MOST = 3;

    private final Connection connection;
    private final Topics topics;

    MessageCheck(Connection connection, Topics topics) {
        this.connection = connection;
        this.topics = topics;
    }

    /** Returns why a message, left alone of its key, would stand for less than what it replaces; null where it would not. */
    @Nullable
    SinkException partial(StreamRecord<?> record, Message message) throws InterruptedException {
        if (!message.partial() || !topics.isCompacted(message.topic())) {
            return null;
        }
        return new SinkException(
                "The change from " + record.origin() + " holds only some of its row's columns, but topic '"
                        + message.topic() + "' of " + connection
                        + " is compacted, which would leave no record that has the others: let the source's server write whole rows"
                        + " (SET GLOBAL binlog_row_image = 'FULL') and a snapshot read all columns, or set the topic's"
                        + " cleanup.policy to delete");
    }

    /**
     * Returns why brokers would refuse a message, null where they will not: within a transaction that would be the end of all
     * that is in it. A message is judged by its size before compression.
     *
     * @param bytes about what it takes
     * @param largest the producer's {@code max.request.size}
     */
    @Nullable
    SinkException refusable(StreamRecord<?> record, ProducerRecord<byte[], byte[]> message, long bytes, int largest)
            throws InterruptedException {
        int limit = Math.min(largest, topics.maxMessageBytes(message.topic()));
        if (MOST * bytes > limit) { // few come so near that they need a better look
            int size = size(message);
            if (size > limit) {
                return tooLarge(record, message.topic(), size, limit);
            }
        }
        if (message.key() == null && topics.isCompacted(message.topic())) {
            return new SinkException(
                    "The record from " + record.origin() + " has no key, but topic '" + message.topic() + "' of "
                            + connection
                            + " is compacted and takes none without: add keyBy(...), or set the topic's cleanup.policy to"
                            + " delete");
        }
        return null;
    }

    private SinkException tooLarge(StreamRecord<?> record, String topic, int size, int limit) {
        return new SinkException("The record from " + record.origin() + " cannot be written to topic '" + topic
                + "' of " + connection + ": it takes " + size + " bytes before compression, but a message may have "
                + limit
                + ": raise the topic's max.message.bytes and the property max.request.size of the sink, or let the"
                + " error policy of sinks skip it");
    }

    private static int size(ProducerRecord<byte[], byte[]> message) {
        int size = BATCH_OVERHEAD + length(message.key()) + length(message.value());
        for (Header header : message.headers()) {
            size += HEADER_OVERHEAD + Utils.utf8Length(header.key()) + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
