package dev.tributary.kafka.internal.format;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.format.JsonBuffer;
import dev.tributary.format.JsonForm;
import java.time.Clock;
import org.apache.kafka.common.header.Headers;

/** Writes the Debezium envelope. */
public final class EnvelopeFormatWriter implements ReusingWriter {

    private final EnvelopeWriter envelopes;
    private final JsonBuffer json = new JsonBuffer();
    private final ReusedArrays values = new ReusedArrays();

    /** Creates a writer. */
    public EnvelopeFormatWriter(String sourceName, JsonForm form, boolean connectSchemas) {
        envelopes = new EnvelopeWriter(sourceName, Clock.systemUTC(), form, connectSchemas);
    }

    @Override
    public byte[] key(String topic, RowKey key) {
        return envelopes.writeKey(key);
    }

    @Override
    public byte[] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
        json.clear();
        envelopes.write(event, json);
        return values.copy(json);
    }

    @Override
    public void release() {
        values.release();
    }

    @Override
    public byte[] tableChange(String topic, TableChange change, Headers headers) {
        return envelopes.write(change);
    }
}
