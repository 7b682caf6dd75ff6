package dev.tributary.kafka.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.ConfigurationException;
import dev.tributary.DecodeException;
import dev.tributary.RetriableException;
import dev.tributary.TableChange;
import dev.tributary.kafka.KafkaOrigin;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes batches of the records that a consumer gives: their elements, the changes of tables that they tell, the bounds of
 * transactions, and the positions between. Confined to the reader's thread.
 *
 * @param <T> the type of the elements
 */
final class PolledRecords<T> {

    private static final Logger LOG = LoggerFactory.getLogger(PolledRecords.class);

    /**
     * A partition can be given up, and a transaction of the sink committed, at a position and not between two: so many steps
     * are run meanwhile at most.
     */
    private static final int RECORDS_PER_POSITION = 16;

    /** About what the objects around a record take. */
    private static final int RECORD_OVERHEAD = 200;

    private final ElementDecoder<T> decoder;
    private final String pipeline;
    private final GroupMember inGroup;
    private final TransactionBounds bounds;
    private final Decoded<T> decoded = new Decoded<>();

    /** Tells of topics; asked where it matters only, since the cluster may have to be. */
    @FunctionalInterface
    interface Layout {

        /** Returns whether a topic has several partitions. */
        boolean isPartitioned(String topic) throws InterruptedException;
    }

    PolledRecords(ElementDecoder<T> decoder, String pipeline, GroupMember inGroup, TransactionBounds bounds) {
        this.decoder = decoder;
        this.pipeline = pipeline;
        this.inGroup = inGroup;
        this.bounds = bounds;
    }

    /** Adds the records of one partition; after each few, and all, a position covers everything that was added. */
    void add(List<ConsumerRecord<byte[], byte[]>> records, Split split, Layout layout, Batch.Builder<T> batch)
            throws InterruptedException {
        int unmarked = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (unmarked == RECORDS_PER_POSITION) {
                batch.advanced(split, new KafkaPosition(record.offset(), inGroup));
                unmarked = 0;
            }
            add(record, split, layout, batch);
            unmarked++;
        }
        batch.advanced(split, new KafkaPosition(records.get(records.size() - 1).offset() + 1, inGroup));
    }

    private void add(ConsumerRecord<byte[], byte[]> record, Split split, Layout layout, Batch.Builder<T> batch)
            throws InterruptedException {
        KafkaOrigin origin = KafkaOrigin.of(record);
        int bytes = RECORD_OVERHEAD + length(record.key()) + length(record.value());
        batch.holding(bytes);
        decoded.clear();
        try {
            decoder.decode(record, origin, split, bytes, decoded);
        } catch (RetriableException | ConfigurationException notOfTheRecord) {
            throw notOfTheRecord;
        } catch (RuntimeException malformed) {
            batch.undecodable(
                    new Undecodable(split, origin, record.key(), record.value(), undecodable(origin, malformed)));
            return;
        }
        if (decoder.tellsTransactions()) {
            addInTransactions(record, split, batch);
        } else {
            decoded.records().forEach(batch::record);
        }
        for (TableChange change : decoded.tableChanges()) {
            if (change instanceof TableChange.Altered || !layout.isPartitioned(record.topic())) {
                batch.tableChanged(split, change);
            } else {
                addPartitioned(change, origin, record, split, batch);
            }
        }
    }

    /**
     * Adds change events with the bounds of their transactions, at each of which there is a position. No transaction ends between
     * the delete and the insert that a changed key has become.
     */
    private void addInTransactions(ConsumerRecord<byte[], byte[]> record, Split split, Batch.Builder<T> batch) {
        boolean insertFollows = record.headers().lastHeader(ChangeEncoder.NEW_KEY) != null;
        boolean ended = false;
        for (StreamRecord<T> element : decoded.records()) {
            ChangeEvent event = (ChangeEvent) element.value();
            if (bounds.endsBefore(event, split, batch)) {
                batch.advanced(split, new KafkaPosition(record.offset(), inGroup));
            }
            bounds.before(event, split, batch);
            batch.record(element);
            ended = !insertFollows && bounds.endsWith(event, split, batch);
        }
        if (ended) {
            batch.advanced(split, new KafkaPosition(record.offset() + 1, inGroup));
        }
    }

    /** Adds a change of a table that stands in one of several partitions, as the source was told. */
    private void addPartitioned(
            TableChange change,
            KafkaOrigin origin,
            ConsumerRecord<byte[], byte[]> record,
            Split split,
            Batch.Builder<T> batch) {
        String what = change.getClass().getSimpleName() + " of table " + change.table();
        switch (decoder.partitionedTableChanges()) {
            case APPLY -> batch.tableChanged(split, change);
            case SKIP ->
                LOG.warn("{}: passed over at {}, since the topic has several partitions: {}", pipeline, origin, what);
            case FAIL ->
                batch.undecodable(new Undecodable(
                        split,
                        origin,
                        record.key(),
                        record.value(),
                        new DecodeException("The record " + origin + " tells of a change of a whole table (" + what
                                + "), but its topic has several partitions, so that its place among the rows is not"
                                + " known: let the topic have one partition, choose by"
                                + " ChangeReading.partitionedTableChanges(...), or empty the target yourself and skip the"
                                + " record by the error policy for decoding")));
        }
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static DecodeException undecodable(KafkaOrigin origin, RuntimeException malformed) {
        String message = "The record " + origin + " cannot be decoded: ";
        return malformed instanceof DecodeException known
                ? new DecodeException(message + known.getMessage(), known)
                // What another deserializer says may quote the record.
                : new DecodeException(message + malformed.getClass().getSimpleName(), malformed);
    }
}
