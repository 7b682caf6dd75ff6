package dev.tributary.examples;

import dev.tributary.kafka.DeadLetterHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of a dead-letter topic, and where it was before.
 *
 * @param record as it is in the dead-letter topic
 * @param from the partition that it was read from when it failed
 * @param offset its offset there
 */
record Letter(ConsumerRecord<byte[], byte[]> record, TopicPartition from, long offset) {

    /** Returns the letter that a record is; empty if it does not tell where it was before. */
    static Optional<Letter> of(ConsumerRecord<byte[], byte[]> record) {
        try {
            String topic = header(record.headers(), DeadLetterHeader.TOPIC);
            int partition = Integer.parseInt(header(record.headers(), DeadLetterHeader.PARTITION));
            long offset = Long.parseLong(header(record.headers(), DeadLetterHeader.OFFSET));
            return Optional.of(new Letter(record, new TopicPartition(topic, partition), offset));
        } catch (NumberFormatException | NullPointerException ofSomethingElse) {
            return Optional.empty();
        }
    }

    private static String header(Headers headers, DeadLetterHeader name) {
        Header header = Objects.requireNonNull(headers.lastHeader(name.headerName()));
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Returns its key, by which it can be compared; empty if it has none, so that no record is a newer version of it. */
    Optional<ByteBuffer> key() {
        return Optional.ofNullable(record.key()).map(ByteBuffer::wrap);
    }

    /** Returns the timestamp that the record had before it was a letter, or has now where that is not told. */
    long timestamp() {
        Header time = record.headers().lastHeader(DeadLetterHeader.TIME.headerName());
        return time == null
                ? record.timestamp()
                : Instant.parse(new String(time.value(), StandardCharsets.UTF_8))
                        .toEpochMilli();
    }

    /** Returns the record as it was, for its own partition or for another topic. */
    ProducerRecord<byte[], byte[]> original(Optional<String> otherTopic) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        for (DeadLetterHeader ours : DeadLetterHeader.values()) {
            headers.remove(ours.headerName());
        }
        return otherTopic.isPresent()
                ? new ProducerRecord<>(otherTopic.get(), null, record.key(), record.value(), headers)
                : new ProducerRecord<>(from.topic(), from.partition(), record.key(), record.value(), headers);
    }

    /** Returns where it was, for people. */
    @Override
    public String toString() {
        return from + " offset " + offset;
    }
}
