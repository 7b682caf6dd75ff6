package dev.tributary.flink.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.TableSchema;
import dev.tributary.format.ChangeReader;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.SchemaHeader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Restores change events from records: ours by the header that describes their columns, others by themselves. */
public final class TopicChanges {

    private static final byte[] NO_KEY = {};

    private final EnvelopeReader envelopes = new EnvelopeReader();
    private final ChangeReader others;
    private final Consumer<TableChange> onTableChange;

    /** Creates a reader, confined to one thread. */
    public TopicChanges(Collection<TableSchema> schemas, Consumer<TableChange> onTableChange) {
        this.others = new ChangeReader(schemas);
        this.onTableChange = onTableChange;
    }

    /** Returns the events of a record that has a value. */
    public List<ChangeEvent> read(ConsumerRecord<byte[], byte[]> record) {
        Header schema = record.headers().lastHeader(SchemaHeader.NAME);
        if (schema != null && schema.value() != null) {
            return List.of(envelopes.read(record.value(), schema.value()));
        }
        List<ChangeEvent> events = new ArrayList<>();
        others.read(record.key() == null ? NO_KEY : record.key(), record.value(), new ChangeReader.Handler() {
            @Override
            public void changed(ChangeEvent event) {
                events.add(event);
            }

            @Override
            public void tableChanged(TableChange change) {
                onTableChange.accept(change);
            }
        });
        return events;
    }
}
