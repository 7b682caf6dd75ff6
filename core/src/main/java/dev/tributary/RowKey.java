package dev.tributary;

import dev.tributary.internal.FoldedRow;
import dev.tributary.internal.KeyFold;
import dev.tributary.internal.TextValueWriter;
import java.util.StringJoiner;

/**
 * The primary key of a row: a view of some of its columns. Two keys are equal when they are of the same table and
 * their columns have the same names and print the same text.
 *
 * <p>Immutable and thread-safe, as its row is.
 */
public final class RowKey {

    private final Row row;
    private final int[] columns;
    private int hash; // 0 until it is asked for; any thread finds the same

    RowKey(Row row, int[] columns) {
        this.row = row;
        this.columns = columns;
    }

    /** Returns the primary key of a row; a key of no columns for a table without a primary key. */
    public static RowKey of(Row row) {
        return new RowKey(row, row.schema().keyColumnsUnshared());
    }

    /**
     * Returns a key of chosen columns.
     *
     * @throws IllegalArgumentException if the table has no such column
     */
    public static RowKey of(Row row, String... columns) {
        int[] indexes = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            indexes[i] = row.schema().requireIndex(columns[i]);
        }
        return new RowKey(row, indexes);
    }

    /**
     * Returns a key that is the same for all keys which the server calls equal: those whose text differs only in what the
     * columns' collations ignore, such as case, accents, and spaces at the end. It may be the same for keys that the server
     * tells apart, too. Where the columns' types have one value for each text, as integers have, it is this key.
     *
     * <p>It is meant for placing records: what must stay in order goes where this leads. Text in it is not what the row holds.
     */
    public RowKey folded() {
        KeyFold[] folds = row.schema().folds();
        for (int column : columns) {
            if (!folds[column].keepsAll()) {
                return new RowKey(new FoldedRow(row, folds), columns);
            }
        }
        return this;
    }

    /** Returns the row that this key is a part of. */
    public Row row() {
        return row;
    }

    /** Returns the number of columns. */
    public int size() {
        return columns.length;
    }

    /** Returns the index in the row of one of the key's columns. */
    public int column(int index) {
        return columns[index];
    }

    /** Returns whether the key has no column. */
    public boolean isEmpty() {
        return columns.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof RowKey that)
                || columns.length != that.columns.length
                || !row.schema().table().equals(that.row.schema().table())) {
            return false;
        }
        for (int i = 0; i < columns.length; i++) {
            if (!name(i).equals(that.name(i)) || isNull(i) != that.isNull(i) || !text(i).equals(that.text(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            int found = row.schema().table().hashCode();
            for (int i = 0; i < columns.length; i++) {
                found = 31 * found + text(i).hashCode();
            }
            hash = found;
        }
        return hash;
    }

    private String name(int index) {
        return row.schema().column(columns[index]).name();
    }

    private boolean isNull(int index) {
        return row.isNull(columns[index]);
    }

    private String text(int index) {
        return isNull(index) ? "" : TextValueWriter.text(row, columns[index]);
    }

    /** Names table and columns; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        StringJoiner names = new StringJoiner(", ", "Key of " + row.schema().table() + " (", ")");
        for (int i = 0; i < columns.length; i++) {
            names.add(name(i));
        }
        return names.toString();
    }
}
