package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.DeadLetter;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.format.SchemaHeader;
import dev.tributary.kafka.DeadLetterHeader;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the message of a dead letter. What came from a topic keeps its key, value and headers, byte by byte. Of all else
 * the element is written: bytes as they are, a change event as its envelope, anything else as its text.
 */
public final class DeadLetterEncoder implements MessageEncoder<DeadLetter> {

    private final Function<? super DeadLetter, String> topics;
    private final ObjectEncoder.KeyForm keys = ObjectEncoder.keysAsText();
    private final EnvelopeWriter envelopes;

    /**
     * Creates an encoder.
     *
     * @param pipeline its name, which the envelopes of change events have
     */
    public DeadLetterEncoder(Function<? super DeadLetter, String> topics, String pipeline) {
        this.topics = topics;
        this.envelopes = new EnvelopeWriter(pipeline);
    }

    @Override
    public void encode(StreamRecord<DeadLetter> record, Consumer<Message> messages) {
        DeadLetter letter = record.value();
        String topic = topics.apply(letter);
        ConsumerRecord<byte[], byte[]> original =
                letter.origin() instanceof KafkaOrigin place ? place.record().orElse(null) : null;
        if (original != null) {
            Headers headers = new RecordHeaders(original.headers().toArray());
            describe(letter, headers);
            messages.accept(message(topic, original.key(), original.value(), headers));
        } else {
            Headers headers = new RecordHeaders();
            Object key = record.key();
            byte[] keyBytes = key == null ? null : keys.bytes(topic, key);
            byte[] value = value(letter.element().orElse(null), headers);
            describe(letter, headers);
            messages.accept(message(topic, keyBytes, value, headers));
        }
    }

    private static Message message(String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return new Message(topic, key, value, headers, null, null, false);
    }

    @SuppressWarnings("IllegalCatch") // a letter that cannot be written would be a reason for another one
    private byte @Nullable [] value(@Nullable Object element, Headers headers) {
        if (element == null || element instanceof byte[]) {
            return (byte[]) element;
        }
        try {
            if (element instanceof ChangeEvent change) {
                byte[] envelope = envelopes.write(change);
                headers.add(SchemaHeader.NAME, SchemaHeader.encode(change.schema()));
                return envelope;
            }
            return utf8(element.toString());
        } catch (RuntimeException unreadable) { // a value of the row is damaged: the reason has its bytes
            return utf8(element.getClass().getSimpleName() + " that cannot be written: " + unreadable.getMessage());
        }
    }

    private static void describe(DeadLetter letter, Headers headers) {
        for (DeadLetterHeader ofEarlierLetter : DeadLetterHeader.values()) {
            headers.remove(ofEarlierLetter.headerName());
        }
        add(headers, DeadLetterHeader.PIPELINE, letter.pipeline());
        add(headers, DeadLetterHeader.STAGE, letter.stage().name());
        add(headers, DeadLetterHeader.ORIGIN, letter.origin().toString());
        add(headers, DeadLetterHeader.TIME, letter.origin().time().toString());
        add(headers, DeadLetterHeader.REASON, letter.reason().getClass().getName());
        add(headers, DeadLetterHeader.MESSAGE, String.valueOf(letter.reason().getMessage()));
        if (letter.origin() instanceof KafkaOrigin place) {
            add(headers, DeadLetterHeader.TOPIC, place.topic());
            add(headers, DeadLetterHeader.PARTITION, Integer.toString(place.partition()));
            add(headers, DeadLetterHeader.OFFSET, Long.toString(place.offset()));
        }
    }

    private static void add(Headers headers, DeadLetterHeader header, String value) {
        headers.add(header.headerName(), utf8(value));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
