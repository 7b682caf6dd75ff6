package dev.tributary.kafka;

import dev.tributary.format.JsonForm;
import dev.tributary.kafka.internal.format.RowFormatWriter;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * The newest row alone, as a JSON object of its columns, under a JSON object of the key's columns. A delete is a
 * tombstone, also where {@code tombstones(false)} was asked for; of a row that has no primary key, or is under another
 * key, it is rejected, unless deletes are marked.
 *
 * <p>Immutable.
 */
public final class RowFormat implements ChangeFormat {

    static final RowFormat STANDARD = new RowFormat(JsonForm.standard(), false);

    private final JsonForm form;
    private final boolean marked;

    private RowFormat(JsonForm form, boolean marked) {
        this.form = form;
        this.marked = marked;
    }

    /** Returns this format with another form of values. */
    public RowFormat form(JsonForm other) {
        return new RowFormat(Objects.requireNonNull(other, "form"), marked);
    }

    /**
     * Returns this format with a member {@code __deleted} in each row: {@code "true"} in the old row of a delete,
     * {@code "false"} in others. The tombstone follows a delete then, unless switched off.
     */
    public RowFormat markedDeletes() {
        return new RowFormat(form, true);
    }

    @Override
    public Writer open(String sourceName) {
        return new RowFormatWriter(form, marked);
    }

    /** Returns all but {@link ChangeHeader#COLUMNS}: the row itself tells nothing of the change. */
    @Override
    public Set<ChangeHeader> headers() {
        return EnumSet.complementOf(EnumSet.of(ChangeHeader.COLUMNS));
    }
}
