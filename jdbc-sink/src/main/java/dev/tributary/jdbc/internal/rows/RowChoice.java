package dev.tributary.jdbc.internal.rows;

import java.util.List;
import java.util.Optional;

/**
 * What rows the target has for those of the source. Immutable.
 *
 * @param mode what changes do to them
 * @param deleted the column that tells of deletes; empty but for {@link RowMode#SOFT_DELETE}
 * @param columns which columns they have
 */
public record RowChoice(RowMode mode, String deleted, ColumnChoice columns) {

    /** The rows of the source. */
    public static final RowChoice MIRROR = new RowChoice(RowMode.MIRROR, "", ColumnChoice.ALL);

    /** Returns the same in another mode, with the column that tells of deletes. */
    public RowChoice in(RowMode other, String column) {
        return new RowChoice(other, column, columns);
    }

    /** Returns the same with other columns. */
    public RowChoice with(ColumnChoice other) {
        return new RowChoice(mode, deleted, other);
    }

    /** Returns what contradicts itself in the choice, one sentence each. */
    public List<String> contradictions() {
        return columns.contradictions(deletedColumn());
    }

    /** Returns the column that tells of deletes, where rows are not removed. */
    public Optional<String> deletedColumn() {
        return mode == RowMode.SOFT_DELETE ? Optional.of(deleted) : Optional.empty();
    }
}
