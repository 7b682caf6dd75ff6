package dev.tributary.kafka.internal.format;

import dev.tributary.ChangeEvent;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.format.JsonForm;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.ChangeHeader;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.common.header.Headers;

/** The columns of the key alone. */
public final class KeysFormat implements ChangeFormat {

    /** Creates the format. */
    public KeysFormat() {}

    @Override
    public Set<ChangeHeader> headers() {
        return EnumSet.complementOf(EnumSet.of(ChangeHeader.COLUMNS));
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
            public byte[] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
                if (key.isEmpty()) {
                    throw new SinkException(
                            "Table " + event.table() + " has no primary key, so that there is nothing to write of"
                                    + " its changes: choose columns by keyBy(change -> RowKey.of(change.row(), \"column\")), or"
                                    + " another format");
                }
                return keys.write(key);
            }
        };
    }
}
