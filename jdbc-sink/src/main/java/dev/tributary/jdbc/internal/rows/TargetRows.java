package dev.tributary.jdbc.internal.rows;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.jdbc.internal.rows.ColumnChoice.Computed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes of the source's changes those of the target's rows: with other columns, with deletes that only mark a row, or with a
 * row for each change. Confined to one thread.
 */
public final class TargetRows {

    /** The columns of a history, behind those of the source. */
    private static final List<Column> HISTORY = List.of(
            Column.of("_operation", "varchar(8) charset ascii"),
            Column.of("_position", "varchar(255) charset ascii"),
            Column.of("_committed_at", "timestamp(6)"));

    private static final String POSITION = "_position";

    private final RowMode mode;
    private final ColumnChoice choice;
    private final List<Column> added = new ArrayList<>();
    private final Map<TableSchema, Chosen> known = new HashMap<>();

    /** How rows of one schema of the source are made. */
    private static final class Chosen {
        private final TableSchema schema;
        private final int[] sources; // for each of the first columns, its index in the source
        private final TableSchema added; // the further columns, as a schema of their own

        Chosen(TableSchema schema, int[] sources, TableSchema added) {
            this.schema = schema;
            this.sources = sources;
            this.added = added;
        }

        Row row(Row row, @Nullable Row values) {
            return new ChosenRow(schema, row, sources, values);
        }
    }

    /** Makes rows of a form. */
    public TargetRows(RowChoice rows) {
        this.mode = rows.mode();
        this.choice = rows.columns();
        choice.computed().forEach(computed -> added.add(computed.column()));
        if (mode == RowMode.SOFT_DELETE) {
            added.add(Column.of(rows.deleted(), "bit(1)"));
        } else if (mode == RowMode.APPEND_ONLY) {
            added.addAll(HISTORY);
        }
    }

    private boolean areThoseOfTheSource() {
        return mode == RowMode.MIRROR && choice.equals(ColumnChoice.ALL);
    }

    /**
     * Returns what a change of the source is for the target.
     *
     * @throws ValueException if a computed column has no value for it
     */
    public ChangeEvent of(ChangeEvent change) {
        if (areThoseOfTheSource()) {
            return change;
        }
        Chosen chosen = chosen(change.schema());
        BinlogOrigin origin = change.origin();
        if (mode == RowMode.APPEND_ONLY) {
            return ChangeEvent.insert(chosen.row(change.row(), values(chosen, change)), origin);
        }
        return switch (change.operation()) {
            case SNAPSHOT -> ChangeEvent.snapshot(chosen.row(change.row(), values(chosen, change)), origin);
            case INSERT -> ChangeEvent.insert(chosen.row(change.row(), values(chosen, change)), origin);
            case UPDATE ->
                ChangeEvent.update(
                        chosen.row(change.before().orElseThrow(), null),
                        chosen.row(change.row(), values(chosen, change)),
                        origin);
            case DELETE ->
                mode == RowMode.SOFT_DELETE
                        ? ChangeEvent.update(
                                chosen.row(change.row(), null),
                                chosen.row(change.row(), values(chosen, change)),
                                origin)
                        : ChangeEvent.delete(chosen.row(change.row(), null), origin);
        };
    }

    /** Returns the key of a change of the target, of which the source's key was chosen by the user. */
    public RowKey key(RowKey ofSource, ChangeEvent change) {
        if (areThoseOfTheSource()) {
            return ofSource;
        }
        if (mode == RowMode.APPEND_ONLY) {
            return change.key();
        }
        TableSchema source = ofSource.row().schema();
        String[] names = IntStream.range(0, ofSource.size())
                .mapToObj(
                        i -> nameOfKey(source, source.column(ofSource.column(i)).name()))
                .toArray(String[]::new);
        return RowKey.of(change.before().isPresent() ? change.before().get() : change.row(), names);
    }

    private Chosen chosen(TableSchema source) {
        return known.computeIfAbsent(source, this::choose);
    }

    private Chosen choose(TableSchema source) {
        int[] sources = IntStream.range(0, source.size())
                .filter(i -> !choice.leftOut().contains(source.column(i).name()))
                .toArray();
        List<Column> columns = new ArrayList<>();
        for (int index : sources) {
            Column column = source.column(index);
            String name = choice.renamed().getOrDefault(column.name(), column.name());
            columns.add(new Column(name, column.type(), column.nullable() || mode == RowMode.APPEND_ONLY));
        }
        columns.addAll(added);
        return new Chosen(
                TableSchema.of(source.table(), columns, key(source)),
                sources,
                TableSchema.of(source.table(), added, List.of()));
    }

    private List<String> key(TableSchema source) {
        if (mode == RowMode.APPEND_ONLY) {
            return List.of(POSITION);
        }
        List<String> names = new ArrayList<>();
        for (int column : source.keyColumns()) {
            names.add(nameOfKey(source, source.column(column).name()));
        }
        return names;
    }

    private String nameOfKey(TableSchema source, String name) {
        if (choice.leftOut().contains(name)) {
            throw new ConfigurationException("Column '" + name + "' of table " + source.table()
                    + " is left out, but it belongs to the key that tells rows apart; leave it in, or choose another key by"
                    + " keyBy(change -> RowKey.of(change.row(), \"column\", …)) on a source without a primary key");
        }
        return choice.renamed().getOrDefault(name, name);
    }

    private Row values(Chosen chosen, ChangeEvent change) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Computed computed : choice.computed()) {
            values.add(value(computed, change));
        }
        if (mode == RowMode.SOFT_DELETE) {
            values.add(change.after().isEmpty());
        } else if (mode == RowMode.APPEND_ONLY) {
            values.add(change.operation().name());
            values.add(position(change.origin()));
            values.add(change.origin().time());
        }
        try {
            return Row.of(chosen.added, values.toArray());
        } catch (IllegalArgumentException otherType) {
            throw new ValueException(
                    "A computed column of table " + change.table() + " got a value of another type", otherType);
        }
    }

    private static @Nullable Object value(Computed computed, ChangeEvent change) {
        try {
            return computed.value().apply(change);
        } catch (RuntimeException failure) {
            throw new ValueException(
                    "The function of the computed column '" + computed.column().name() + "' failed for a row of table "
                            + change.table(),
                    failure);
        }
    }

    /**
     * Text that sorts as changes were made, as long as one server writes the binlog: its file, where in it, and the number of
     * row event and row. Behind it stands what tells the changes of different servers apart.
     */
    static String position(BinlogOrigin origin) {
        String server = origin.transaction()
                .gtid()
                .orElseGet(() -> "server " + origin.transaction().serverId());
        return String.format(
                "%s:%012d:%06d:%06d %s%s",
                origin.transaction().file(),
                origin.position(),
                origin.event().index(),
                origin.row(),
                origin.isSnapshot() ? "snapshot " : "",
                server);
    }
}
