package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.internal.format.ReusingWriter;
import dev.tributary.spi.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages of change events: what the format makes of them under the key, and after a delete a tombstone. An
 * update that changes the key becomes a delete of the old key and an insert of the new one, since a reader of one key
 * would else never learn that the row is gone; headers tell each half the key of the other.
 */
public final class ChangeEncoder implements MessageEncoder<ChangeEvent> {

    /** Debezium's name for the header of a delete whose row goes on under another key: that key. */
    static final String NEW_KEY = "__debezium.newkey";

    /** Debezium's name for the header of an insert whose row was under another key: that key. */
    static final String OLD_KEY = "__debezium.oldkey";

    private final ChangeOptions options;
    private final ChangeFormat.Writer format;
    private final ChangeHeaders changeHeaders;
    private final EnvelopeWriter tableChanges;
    private final Map<TableId, String> topicOfTable = new HashMap<>();

    /**
     * Creates an encoder.
     *
     * @param sourceName the logical name of the source
     */
    public ChangeEncoder(ChangeOptions options, String sourceName) {
        this.options = options;
        this.format = options.format().open(sourceName);
        this.changeHeaders = new ChangeHeaders(options.headers());
        this.tableChanges = new EnvelopeWriter(sourceName);
    }

    @Override
    public void encode(StreamRecord<ChangeEvent> record, Consumer<Message> messages) {
        ChangeEvent event = record.value();
        String topic = topic(event.table());
        RowKey key = key(record);
        Headers headers = new RecordHeaders();
        if (key.isEmpty()) {
            write(topic, null, key, event, headers, messages);
            return;
        }
        byte[] keyBytes = format.key(topic, key);
        RowKey oldKey = oldKey(event, key);
        byte[] oldBytes = oldKey == null ? keyBytes : format.key(topic, oldKey);
        if (oldKey != null && !Arrays.equals(oldBytes, keyBytes)) {
            requireWhole(event);
            ChangeEvent delete = ChangeEvent.delete(event.before().orElseThrow(), event.origin());
            write(topic, oldBytes, oldKey, delete, new RecordHeaders().add(NEW_KEY, keyBytes), messages);
            ChangeEvent insert = ChangeEvent.insert(event.row(), event.origin());
            write(topic, keyBytes, key, insert, headers.add(OLD_KEY, oldBytes), messages);
        } else {
            write(topic, keyBytes, key, event, headers, messages);
        }
    }

    @Override
    public void encode(TableChange change, Consumer<Message> messages) {
        if (!options.tableChanges().areWritten()) {
            return;
        }
        Long timestamp =
                options.commitTimestamps() ? (Long) change.origin().time().toEpochMilli() : null;
        Optional<String> own = options.tableChanges().topic();
        if (own.isPresent()) {
            byte[] value = tableChanges.write(change);
            messages.accept(new Message(own.get(), null, value, null, timestamp, utf8(own.get()), false));
            return;
        }
        String topic = topic(change.table());
        Headers headers = new RecordHeaders();
        byte[] value = format.tableChange(topic, change, headers);
        if (value == null) {
            throw new SinkException("The format of the topics has no form for changes of tables, such as "
                    + change.getClass().getSimpleName() + " of " + change.table()
                    + ": let them have a topic of their own (TableChangeRecords.topic(\"...\")), or write"
                    + " ChangeFormat.debezium()");
        }
        messages.accept(new Message(
                topic, null, value, headers, timestamp, utf8(change.table().toString()), false));
    }

    @Override
    public void release() {
        if (format instanceof ReusingWriter reusing) {
            reusing.release();
        }
    }

    private String topic(TableId table) {
        String known = topicOfTable.get(table);
        if (known == null) {
            known = Objects.requireNonNull(options.topics().apply(table), "the function of topic(...) returned null");
            topicOfTable.put(table, known);
        }
        return known;
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
    private static @Nullable RowKey oldKey(ChangeEvent event, RowKey key) {
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
        return old;
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

    private void write(
            String topic,
            byte @Nullable [] keyBytes,
            RowKey key,
            ChangeEvent event,
            Headers headers,
            Consumer<Message> messages) {
        boolean delete = event.operation() == Operation.DELETE;
        boolean removes = delete && isPrimary(key);
        byte[] value = format.value(topic, key, event, headers);
        if (value == null && !removes) {
            throw noTombstone(event, delete);
        }
        changeHeaders.add(event, headers);
        options.customHeaders().accept(event, headers);
        Long timestamp =
                options.commitTimestamps() ? (Long) event.origin().time().toEpochMilli() : null;
        byte[] together = together(topic, keyBytes, key, event);
        boolean partial = keyBytes != null && holdsWhatIsThere(event.operation()) && !isWhole(event.row());
        messages.accept(new Message(topic, keyBytes, value, headers, timestamp, together, partial));
        if (value != null && removes && options.tombstones()) {
            messages.accept(new Message(topic, keyBytes, null, null, timestamp, together, false));
        }
    }

    /**
     * Returns what the partition is chosen by: keys that the columns' collations call equal stay together. Also where the key
     * is its own fold, and only the number of partitions that is known here counts, lest two numbers be used for one key.
     */
    @SuppressWarnings("ReferenceEquality") // the key itself is returned where nothing of it can be folded
    private byte @Nullable [] together(String topic, byte @Nullable [] keyBytes, RowKey key, ChangeEvent event) {
        Partitioning partitioning = options.partitioning();
        if (partitioning != null) {
            return partitioning.of(event);
        }
        if (keyBytes == null) {
            return utf8(event.table().toString());
        }
        RowKey folded = key.folded();
        return folded == key ? null : format.key(topic, folded);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static SinkException noTombstone(ChangeEvent event, boolean delete) {
        return new SinkException(
                delete
                        ? "A delete of table " + event.table()
                                + " would be a tombstone, which removes all that is under a"
                                + " key, but its record has not the table's primary key: let the format mark deletes"
                                + " (ChangeFormat.rows().markedDeletes())"
                        : "The format made no value of the " + event.operation() + " of table " + event.table()
                                + ", but only a delete can be a tombstone");
    }

    /**
     * Returns whether columns that a row of an event lacks have values that are written elsewhere, and not their
     * defaults.
     */
    private static boolean holdsWhatIsThere(Operation operation) {
        return operation == Operation.UPDATE || operation == Operation.SNAPSHOT;
    }

    /** Returns whether a key is the whole primary key: a tombstone of another would remove other rows too. */
    private static boolean isPrimary(RowKey key) {
        TableSchema schema = key.row().schema();
        int[] primary = schema.keyColumns();
        if (key.isEmpty() || key.size() != primary.length) {
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
