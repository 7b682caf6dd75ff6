package dev.tributary.jdbc.internal.change;

import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.lane.KeyHash;
import dev.tributary.jdbc.internal.lane.Work;
import dev.tributary.spi.Origin;
import dev.tributary.spi.StreamRecord;
import java.util.List;
import java.util.Optional;

/** What is left of a change event, or of a truncated table, for one lane. */
sealed interface ChangeWork extends Work {

    @Override
    default boolean isRepeatable() {
        return true;
    }

    /** Work on the row of a key. */
    sealed interface OnRow extends ChangeWork {

        StreamRecord<ChangeEvent> change();

        RowKey key();

        @Override
        default Optional<StreamRecord<?>> record() {
            return Optional.of(change());
        }

        @Override
        default Origin origin() {
            return change().origin();
        }

        @Override
        default int keyHash() {
            return KeyHash.of(key(), true);
        }

        @Override
        default List<RowKey> keys() {
            return List.of(key());
        }

        @Override
        default String group() {
            return key().row().schema().table().toString();
        }

        @Override
        default String describe() {
            StringBuilder text = new StringBuilder("the row of table ")
                    .append(key().row().schema().table())
                    .append(" from ")
                    .append(change().origin());
            char separator = '(';
            for (int i = 0; i < key().size(); i++) {
                text.append(i == 0 ? " with key " : "").append(separator);
                text.append(key().row().schema().column(key().column(i)).name());
                separator = ',';
            }
            return text.append(')').toString();
        }
    }

    /** What a row that is put says of columns that it lacks, and of whether it was there before. */
    enum PutKind {
        /** It was not there: columns that it lacks have their defaults. */
        INSERTED,
        /** It was there, and columns that it lacks stay as they are. */
        CHANGED,
        /** It may have been there: columns that it lacks stay as they are, or have their defaults. */
        SEEN
    }

    /**
     * The row is there now, with these values.
     *
     * @param isRepeatable whether the same row of the source, read again, is the same row here: in a history it is another
     */
    record Put(StreamRecord<ChangeEvent> change, RowKey key, Row row, PutKind kind, boolean isRepeatable)
            implements OnRow {}

    /** The row is gone. */
    record Remove(StreamRecord<ChangeEvent> change, RowKey key) implements OnRow {

        @Override
        public boolean undoes(Work earlier) {
            return earlier instanceof Put put && put.key().equals(key);
        }
    }

    /**
     * The row has another key now, and all its values are known.
     *
     * @param row what it is now
     */
    record Rekey(RowKey oldKey, Put row) implements OnRow {

        @Override
        public StreamRecord<ChangeEvent> change() {
            return row.change();
        }

        @Override
        public RowKey key() {
            return row.key();
        }

        @Override
        public List<RowKey> keys() {
            return List.of(oldKey, row.key());
        }
    }

    /** The row has another key now, and other values for some of its columns; the others stay as they are. */
    record Move(StreamRecord<ChangeEvent> change, RowKey key, Row row) implements OnRow {}

    /**
     * All rows of a table are gone. Nothing else is under way in any lane.
     *
     * @param deletedColumn the column by which rows are only marked as deleted; empty if they are removed
     */
    record Clear(TableChange change, TableId target, Optional<String> deletedColumn) implements ChangeWork {

        @Override
        public Optional<StreamRecord<?>> record() {
            return Optional.empty();
        }

        @Override
        public Origin origin() {
            return change.origin();
        }

        @Override
        public int keyHash() {
            return 0;
        }

        @Override
        public List<RowKey> keys() {
            return List.of();
        }

        @Override
        public boolean undoes(Work earlier) {
            return deletedColumn.isEmpty()
                    && earlier instanceof OnRow
                    && earlier.group().equals(group());
        }

        @Override
        public String group() {
            return change.table().toString();
        }

        @Override
        public String describe() {
            return "'" + change.statement() + "' from " + change.origin();
        }
    }
}
