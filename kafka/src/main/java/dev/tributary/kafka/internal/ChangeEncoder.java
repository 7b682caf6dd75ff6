package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.spi.StreamRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of change events: the envelope under the key, and after a delete a tombstone. An update that
 * changes the key becomes a delete of the old key and an insert of the new one, since a reader of one key would else
 * never learn that the row is gone.
 */
public final class ChangeEncoder implements MessageEncoder<ChangeEvent> {

    private final Function<TableId, String> topics;
    private final boolean tombstones;
    private final EnvelopeWriter envelopes;
    private final Map<TableId, String> topicOfTable = new HashMap<>();

    /**
     * Creates an encoder.
     *
     * @param sourceName the logical name of the source in the envelopes
     */
    public ChangeEncoder(Function<TableId, String> topics, boolean tombstones, String sourceName) {
        this.topics = topics;
        this.tombstones = tombstones;
        this.envelopes = new EnvelopeWriter(sourceName);
    }

    @Override
    public void encode(StreamRecord<ChangeEvent> record, Consumer<Message> messages) {
        ChangeEvent event = record.value();
        String topic = topicOfTable.computeIfAbsent(event.table(), this::topic);
        RowKey key = key(record);
        if (key.isEmpty()) {
            messages.accept(new Message(
                    topic,
                    null,
                    envelopes.write(event),
                    envelopes.schema(event.schema()),
                    event.table().toString(),
                    false));
            return;
        }
        byte[] keyBytes = envelopes.writeKey(key);
        byte[] oldKey = oldKey(event, key);
        if (oldKey != null && !Arrays.equals(oldKey, keyBytes)) {
            requireWhole(event);
            ChangeEvent delete = ChangeEvent.delete(event.before().orElseThrow(), event.origin());
            write(topic, oldKey, delete, isPrimary(key), messages);
            write(topic, keyBytes, ChangeEvent.insert(event.row(), event.origin()), false, messages);
        } else {
            write(topic, keyBytes, event, isPrimary(key), messages);
        }
    }

    private String topic(TableId table) {
        return Objects.requireNonNull(topics.apply(table), "the function of topic(...) returned null");
    }

    private static RowKey key(StreamRecord<ChangeEvent> record) {
        Object given = record.key();
        ChangeEvent event = record.value();
        if (given == null) {
            return event.key();
        }
        if (!(given instanceof RowKey key)) {
            throw new SinkException(
                    "The record's key is a " + given.getClass().getSimpleName()
                            + ", but a Kafka sink of change events needs columns: let keyBy(...) give RowKey.of(row, \"column\")");
        }
        // A step may have changed the row since the key was taken from it.
        return isPrimary(key) ? event.key() : RowKey.of(event.row(), names(key));
    }

    /** Returns the key that the row had before an update; null where it cannot have been another. */
    private byte @Nullable [] oldKey(ChangeEvent event, RowKey key) {
        if (event.operation() != Operation.UPDATE) {
            return null;
        }
        Row before = event.before().orElseThrow();
        RowKey old = isPrimary(key) ? RowKey.of(before) : RowKey.of(before, names(key));
        for (int i = 0; i < old.size(); i++) {
            if (!before.has(old.column(i))) {
                return null;
            }
        }
        return envelopes.writeKey(old);
    }

    private static void requireWhole(ChangeEvent event) {
        if (!isWhole(event.row())) {
            throw new SinkException("An update of table " + event.table()
                    + " changes the row's key, but holds only some of its columns, so that the row cannot be"
                    + " written under its new key: SET GLOBAL binlog_row_image = 'FULL'");
        }
    }

    private static boolean isWhole(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (!row.has(i)) {
                return false;
            }
        }
        return true;
    }

    private void write(String topic, byte[] key, ChangeEvent event, boolean primary, Consumer<Message> messages) {
        boolean partial = holdsWhatIsThere(event.operation()) && !isWhole(event.row());
        messages.accept(
                new Message(topic, key, envelopes.write(event), envelopes.schema(event.schema()), null, partial));
        if (tombstones && primary && event.operation() == Operation.DELETE) {
            messages.accept(Message.of(topic, key, null));
        }
    }

    /** Returns whether columns that a row of an event lacks have values that are written elsewhere, and not their defaults. */
    private static boolean holdsWhatIsThere(Operation operation) {
        return operation == Operation.UPDATE || operation == Operation.SNAPSHOT;
    }

    /** Returns whether a key is the whole primary key: a tombstone of another would remove other rows too. */
    private static boolean isPrimary(RowKey key) {
        TableSchema schema = key.row().schema();
        int[] primary = schema.keyColumns();
        if (key.size() != primary.length) {
            return false;
        }
        for (int i = 0; i < primary.length; i++) {
            if (key.column(i) != primary[i]) {
                return false;
            }
        }
        return true;
    }

    private static String[] names(RowKey key) {
        String[] names = new String[key.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = key.row().schema().column(key.column(i)).name();
        }
        return names;
    }
}
