package dev.tributary.flink.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.format.EnvelopeWriter;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.java.functions.KeySelector;
import org.jspecify.annotations.Nullable;

/**
 * The key of a change as text: a hash of it is the same in every JVM, and Flink has a serializer for it that will never change,
 * since keys are in savepoints.
 */
public final class KeyText implements KeySelector<ChangeEvent, String> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable EnvelopeWriter writer;

    /** Creates a selector. */
    public KeyText() {}

    @Override
    public String getKey(ChangeEvent event) {
        RowKey key = event.key();
        return key.isEmpty()
                ? event.table().toString()
                : event.table() + new String(writer().writeKey(key.folded()), StandardCharsets.UTF_8);
    }

    private EnvelopeWriter writer() {
        EnvelopeWriter own = writer;
        if (own == null) {
            own = new EnvelopeWriter("");
            writer = own;
        }
        return own;
    }
}
