package dev.tributary.kafka.internal;

import dev.tributary.DecodeException;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes elements and keys by deserializers.
 *
 * @param <T> the type of the elements
 */
public final class ObjectDecoder<T> implements ElementDecoder<T> {

    private final Deserializer<?> keys;
    private final Deserializer<T> values;

    /** Creates a decoder. */
    public ObjectDecoder(Deserializer<?> keys, Deserializer<T> values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public void decode(
            ConsumerRecord<byte[], byte[]> record, KafkaOrigin origin, Split split, int bytes, Decoded<T> decoded) {
        T value = values.deserialize(record.topic(), record.headers(), record.value());
        if (value == null) {
            throw new DecodeException(
                    record.value() == null
                            ? "it has no value (it is a tombstone): skip it by the error policy for decoding, or give"
                                    + " KafkaSource.of(...) a Deserializer that makes something of null"
                            : values.getClass().getSimpleName() + " returned null");
        }
        Object key = record.key() == null ? null : key(record);
        decoded.record(
                key == null
                        ? StreamRecord.withoutKey(value, origin, split, bytes)
                        : StreamRecord.of(value, key, origin, split, bytes));
    }

    private @Nullable Object key(ConsumerRecord<byte[], byte[]> record) {
        Object key = keys.deserialize(record.topic(), record.headers(), record.key());
        // Two arrays of the same bytes are not equal, but two records of one key must be.
        return key instanceof byte[] bytes ? ByteBuffer.wrap(bytes).asReadOnlyBuffer() : key;
    }
}
