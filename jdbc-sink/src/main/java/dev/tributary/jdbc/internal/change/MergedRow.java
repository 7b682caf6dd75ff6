package dev.tributary.jdbc.internal.change;

import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.jdbc.internal.change.ChangeWork.Put;
import dev.tributary.jdbc.internal.change.ChangeWork.PutKind;
import org.jspecify.annotations.Nullable;

/**
 * What remains of all the changes to one key within a batch: the row is removed, or put, or first removed and then put.
 * Removing first matters where the new row lacks columns: they get their defaults, and do not keep what the old row had.
 */
final class MergedRow {

    private RowKey key;
    private boolean removed;
    private boolean isNew;
    private boolean isInserted;
    private @Nullable Row row;

    MergedRow(RowKey key) {
        this.key = key;
    }

    /** Returns whether a change can be merged: values over values need the same columns. */
    boolean admits(Put put) {
        Row current = row;
        return current == null
                || isWhole(put.row())
                || current.schema().equals(put.row().schema());
    }

    void put(Put put) {
        key = put.key();
        Row current = row;
        isInserted |= current == null && put.kind() != PutKind.CHANGED;
        if (isWhole(put.row())) {
            row = put.row();
            isNew = true; // whether it was or not, an upsert does the same
        } else if (put.kind() == PutKind.INSERTED) {
            removed = true;
            row = put.row();
            isNew = true;
        } else {
            row = current == null ? put.row() : new OverlaidRow(put.row(), current);
            isNew |= put.kind() == PutKind.SEEN;
        }
    }

    void remove(RowKey removedKey) {
        key = removedKey;
        removed = true;
        row = null;
        isNew = false;
        isInserted = false;
    }

    /** Returns the key, as a view of the newest row. */
    RowKey key() {
        return key;
    }

    boolean removed() {
        return removed;
    }

    /** Returns whether the row is to be inserted where it is not there; else only a row that is there is changed. */
    boolean isNew() {
        return isNew;
    }

    /** Returns whether the source says that the row was not there before; after a restart it may be there all the same. */
    boolean isInserted() {
        return isInserted;
    }

    /** Returns the values that remain, or null if the row is gone. */
    @Nullable
    Row row() {
        return row;
    }

    static boolean isWhole(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (!row.has(i)) {
                return false;
            }
        }
        return true;
    }
}
