package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.format.ChangeReader;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.SchemaHeader;
import dev.tributary.kafka.ChangeReading;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.kafka.PartitionedTableChanges;
import dev.tributary.spi.Split;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Restores change events: ours by the header that describes their columns, those of others by what they tell
 * themselves. A tombstone carries none: it only repeats for the broker what the delete before it says.
 */
public final class ChangeDecoder implements ElementDecoder<ChangeEvent> {

    private static final byte[] NO_KEY = {};
    private static final byte[] MAXWELL = "{\"database\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CANAL = "{\"data\":[".getBytes(StandardCharsets.US_ASCII);

    private final EnvelopeReader envelopes = new EnvelopeReader();
    private final ChangeReader others;
    private final PartitionedTableChanges partitionedTableChanges;
    private final boolean transactions;

    /** Creates a decoder. */
    public ChangeDecoder(ChangeReading reading) {
        others = new ChangeReader(reading.schemas());
        partitionedTableChanges = reading.partitionedTableChanges();
        transactions = reading.tellsTransactions();
    }

    @Override
    public PartitionedTableChanges partitionedTableChanges() {
        return partitionedTableChanges;
    }

    @Override
    public boolean tellsTransactions() {
        return transactions;
    }

    @Override
    public void decode(
            ConsumerRecord<byte[], byte[]> record,
            KafkaOrigin origin,
            Split split,
            int bytes,
            Decoded<ChangeEvent> decoded) {
        if (record.value() == null) {
            return;
        }
        Header schema = record.headers().lastHeader(SchemaHeader.NAME);
        byte[] columns = schema == null ? null : schema.value();
        if (columns != null && !isOfMaxwellOrCanal(record.value())) {
            decoded.record(DeserializedChanges.element(envelopes.read(record.value(), columns), origin, split, bytes));
            return;
        }
        byte[] key = record.key() == null ? NO_KEY : record.key();
        ChangeReader.Handler handler = new ChangeReader.Handler() {
            @Override
            public void changed(ChangeEvent event) {
                decoded.record(DeserializedChanges.element(event, origin, split, bytes));
            }

            @Override
            public void tableChanged(TableChange change) {
                decoded.tableChanged(change);
            }
        };
        if (columns == null) {
            others.read(key, record.value(), handler);
        } else {
            others.read(key, record.value(), columns, handler);
        }
    }

    /** Returns whether a document that has our header is one of those that are no envelope: how ours begin, and no envelope does. */
    private static boolean isOfMaxwellOrCanal(byte[] value) {
        return beginsWith(value, MAXWELL) || beginsWith(value, CANAL);
    }

    private static boolean beginsWith(byte[] value, byte[] beginning) {
        return value.length >= beginning.length
                && Arrays.equals(value, 0, beginning.length, beginning, 0, beginning.length);
    }
}
