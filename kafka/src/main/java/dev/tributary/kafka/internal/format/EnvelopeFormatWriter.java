package dev.tributary.kafka.internal.format;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.format.JsonForm;
import dev.tributary.kafka.ChangeFormat;
import java.time.Clock;
import org.apache.kafka.common.header.Headers;

/** Writes the Debezium envelope. */
public final class EnvelopeFormatWriter implements ChangeFormat.Writer {

    private final EnvelopeWriter envelopes;

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
        return envelopes.write(event);
    }

    @Override
    public byte[] tableChange(String topic, TableChange change, Headers headers) {
        return envelopes.write(change);
    }
}
