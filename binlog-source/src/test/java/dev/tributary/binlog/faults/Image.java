package dev.tributary.binlog.faults;

import dev.tributary.Row;
import dev.tributary.TableSchema;
import java.util.StringJoiner;

/**
 * A row of a table under load.
 *
 * @param sequence how often the row has been changed since it was inserted
 * @param others the columns that were added since, with their values
 */
record Image(int id, long sequence, String note, String others) {

    /** The columns that every table has from the beginning: id, seq and note. */
    private static final int FIRST_COLUMNS = 3;

    static Image of(Row row) {
        TableSchema schema = row.schema();
        StringJoiner others = new StringJoiner(",");
        for (int column = FIRST_COLUMNS; column < schema.columns().size(); column++) {
            others.add(schema.column(column).name() + "=" + (row.isNull(column) ? "NULL" : row.getText(column)));
        }
        return new Image(row.getInt("id"), row.getLong("seq"), row.getString("note"), others.toString());
    }

    /** Whether the columns that are there from the beginning are the same: what was added meanwhile may differ. */
    boolean agreesWith(Image other) {
        return id == other.id && sequence == other.sequence && note.equals(other.note);
    }
}
