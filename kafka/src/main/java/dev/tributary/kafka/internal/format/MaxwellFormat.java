package dev.tributary.kafka.internal.format;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.format.JsonBuffer;
import dev.tributary.format.JsonForm;
import dev.tributary.format.MaxwellWriter;
import dev.tributary.kafka.ChangeFormat;
import org.apache.kafka.common.header.Headers;

/** The form of Maxwell's daemon. */
public final class MaxwellFormat implements ChangeFormat {

    /** Creates the format. */
    public MaxwellFormat() {}

    @Override
    public Writer open(String sourceName) {
        JsonKeys keys = new JsonKeys(JsonForm.standard());
        MaxwellWriter values = new MaxwellWriter();
        JsonBuffer json = new JsonBuffer();
        return new Writer() {
            @Override
            public byte[] key(String topic, RowKey key) {
                return keys.write(key);
            }

            @Override
            public byte[] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
                json.clear();
                values.write(event, json);
                return json.toBytes();
            }
        };
    }
}
