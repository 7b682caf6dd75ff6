package dev.tributary.kafka.internal;

import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.spi.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the message of an element by serializers.
 *
 * @param <T> the type of the elements
 */
public final class ObjectEncoder<T> implements MessageEncoder<T> {

    private final Function<? super T, String> topics;
    private final KeyForm keys;
    private final Serializer<? super T> values;

    /** Makes the bytes of a key. */
    @FunctionalInterface
    public interface KeyForm {
        /** Returns the bytes for a key that is there, or null to send none. */
        byte @Nullable [] bytes(String topic, Object key);
    }

    /** Creates an encoder. */
    public ObjectEncoder(Function<? super T, String> topics, KeyForm keys, Serializer<? super T> values) {
        this.topics = topics;
        this.keys = keys;
        this.values = values;
    }

    @Override
    public void encode(StreamRecord<T> record, Consumer<Message> messages) {
        String topic = topics.apply(record.value());
        Object key = record.key();
        byte[] keyBytes = key == null ? null : keys.bytes(topic, key);
        byte[] together = together(topic, key);
        messages.accept(
                new Message(topic, keyBytes, values.serialize(topic, record.value()), null, null, together, false));
    }

    /** Keys of rows that the columns' collations call equal go to one partition. */
    @SuppressWarnings("ReferenceEquality") // the key itself is returned where nothing of it can be folded
    private byte @Nullable [] together(String topic, @Nullable Object key) {
        RowKey ofRow = key instanceof RowKey columns ? columns : null;
        RowKey folded = ofRow == null ? null : ofRow.folded();
        return folded == null || folded == ofRow ? null : keys.bytes(topic, folded);
    }

    /** Returns the form of keys as text: of a {@link RowKey} its JSON object, bytes as they are, of all else its text. */
    public static KeyForm keysAsText() {
        EnvelopeWriter json = new EnvelopeWriter("");
        return (topic, key) -> {
            if (key instanceof RowKey columns) {
                return columns.isEmpty() ? null : json.writeKey(columns);
            }
            if (key instanceof byte[] bytes) {
                return bytes;
            }
            return key instanceof ByteBuffer bytes
                    ? copy(bytes)
                    : key.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /** Returns the form of keys that a serializer gives. */
    public static <K> KeyForm keysBy(Serializer<K> serializer) {
        return (topic, key) -> {
            try {
                @SuppressWarnings("unchecked") // checked by the cast inside the serializer, caught here
                K typed = (K) key;
                return serializer.serialize(topic, typed);
            } catch (ClassCastException otherType) {
                throw new SinkException(
                        "The record's key is a " + key.getClass().getSimpleName() + ", which "
                                + serializer.getClass().getSimpleName()
                                + " does not take: let keyBy(...) give the type that it takes",
                        otherType);
            }
        };
    }
}
