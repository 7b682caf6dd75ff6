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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Restores change events: ours by the header that describes their columns, those of others by what they tell
 * themselves. A tombstone carries none: it only repeats for the broker what the delete before it says.
 */
public final class ChangeDecoder implements ElementDecoder<ChangeEvent> {

    private static final byte[] NO_KEY = {};

    private final EnvelopeReader envelopes = new EnvelopeReader();
    private final ChangeReader others;
    private final PartitionedTableChanges partitionedTableChanges;

    /** Creates a decoder. */
    public ChangeDecoder(ChangeReading reading) {
        others = new ChangeReader(reading.schemas());
        partitionedTableChanges = reading.partitionedTableChanges();
    }

    @Override
    public PartitionedTableChanges partitionedTableChanges() {
        return partitionedTableChanges;
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
        if (schema != null && schema.value() != null) {
            decoded.record(
                    DeserializedChanges.element(envelopes.read(record.value(), schema.value()), origin, split, bytes));
            return;
        }
        others.read(record.key() == null ? NO_KEY : record.key(), record.value(), new ChangeReader.Handler() {
            @Override
            public void changed(ChangeEvent event) {
                decoded.record(DeserializedChanges.element(event, origin, split, bytes));
            }

            @Override
            public void tableChanged(TableChange change) {
                decoded.tableChanged(change);
            }
        });
    }
}
