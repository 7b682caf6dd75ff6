package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionBoundsTest {

    private static final Split SPLIT = new Split("topic-0");
    private static final TableSchema SCHEMA =
            TableSchema.of(new TableId("shop", "t"), List.of(Column.of("id", "int")), List.of("id"));

    private final TransactionBounds bounds = new TransactionBounds();
    private final List<String> told = new ArrayList<>();

    private static RowsEvent rowsEvent(long transaction) {
        return RowsEvent.of(Transaction.of(1, "binlog.000001", transaction, Instant.EPOCH), transaction, 0);
    }

    private static ChangeEvent change(long transaction, int id, boolean last) {
        return ChangeEvent.insert(Row.of(SCHEMA, id), new BinlogOrigin(rowsEvent(transaction), id, last));
    }

    /** Tells an event as a reader does, with a position where it may stand. */
    private void tell(ChangeEvent event) throws InterruptedException {
        Batch.Builder<ChangeEvent> batch = Batch.builder();
        if (bounds.endsBefore(event, SPLIT, batch)) {
            batch.advanced(SPLIT, new KafkaPosition(0));
        }
        bounds.before(event, SPLIT, batch);
        batch.record(StreamRecord.of(event, event.key(), event.origin(), SPLIT, 1));
        if (bounds.endsWith(event, SPLIT, batch)) {
            batch.advanced(SPLIT, new KafkaPosition(0));
        }
        batch.build().deliver(new Told());
    }

    private final class Told implements StreamHandler<ChangeEvent> {
        @Override
        public void record(StreamRecord<ChangeEvent> record) {
            told.add(record.value().row().getText("id"));
        }

        @Override
        public void transactionBegan(Split split, Transaction transaction) {
            told.add("begin " + transaction.position());
        }

        @Override
        public void transactionCommitted(Split split, Transaction transaction) {
            told.add("commit " + transaction.position());
        }

        @Override
        public void undecodable(Undecodable undecodable) {
            told.add("undecodable");
        }

        @Override
        public void tableChanged(Split split, TableChange change) {
            told.add(change.statement());
        }

        @Override
        public void advanced(Split split, Position position) {
            told.add("|");
        }
    }

    @Test
    void aTransactionEndsWithTheChangeThatSaysSo() throws Exception {
        tell(change(1, 1, false));
        tell(change(1, 2, true));
        tell(change(2, 3, true));

        assertThat(told).containsExactly("begin 1", "1", "2", "commit 1", "|", "begin 2", "3", "commit 2", "|");
    }

    @Test
    void aTransactionWithoutItsLastChangeEndsBeforeTheNext() throws Exception {
        tell(change(1, 1, false));
        tell(change(2, 2, true));

        assertThat(told).containsExactly("begin 1", "1", "commit 1", "|", "begin 2", "2", "commit 2", "|");
    }

    @Test
    void aRowOfASnapshotIsInNone() throws Exception {
        tell(change(1, 1, false));
        tell(ChangeEvent.snapshot(Row.of(SCHEMA, 7), BinlogOrigin.ofSnapshot(rowsEvent(2), 0)));

        assertThat(told).containsExactly("begin 1", "1", "commit 1", "|", "7");
    }

    @Test
    void aPartitionThatIsSoughtBeginsAnew() throws Exception {
        tell(change(1, 1, false));
        bounds.begin(SPLIT);
        tell(change(1, 1, false));

        assertThat(told).containsExactly("begin 1", "1", "begin 1", "1");
    }
}
