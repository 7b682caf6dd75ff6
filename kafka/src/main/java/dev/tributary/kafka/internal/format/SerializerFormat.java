package dev.tributary.kafka.internal.format;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.format.JsonForm;
import dev.tributary.kafka.ChangeFormat;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** What a serializer makes. */
public final class SerializerFormat implements ChangeFormat {

    private final Serializer<? super ChangeEvent> serializer;

    /** Creates the format. */
    public SerializerFormat(Serializer<? super ChangeEvent> serializer) {
        this.serializer = Objects.requireNonNull(serializer, "serializer");
    }

    @Override
    public Writer open(String sourceName) {
        JsonKeys keys = new JsonKeys(JsonForm.standard());
        return new Writer() {
            @Override
            public byte[] key(String topic, RowKey key) {
                return keys.write(key);
            }

            @Override
            public byte @Nullable [] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
                return serializer.serialize(topic, headers, event);
            }
        };
    }
}
