package dev.tributary.jdbc.internal.change;

import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one source schema to their table, over one session.
 *
 * <p>Statements take many rows. Their numbers of rows are powers of two, so that a batch of any size is made of few
 * statements, all of which were prepared before.
 */
final class TableWriter {

    /** What protocols with a count of two bytes admit, less some. */
    private static final int MAX_PARAMETERS = 60_000;

    private final Session session;
    private final Dialect dialect;
    private final TargetTable table;
    private final @Nullable TargetColumn[] targets; // by index of the source's column; null where not written
    private final int[] keyColumns;
    private final List<TargetColumn> key;
    private final Statements deletes;
    private final Map<BitSet, Shape> shapes = new HashMap<>();

    /** Statements of one kind by their number of rows. */
    private static final class Statements {
        private final Map<Integer, String> byRows = new HashMap<>();
        private final IntFunction<String> text;
        private final int maxRows;

        Statements(int parametersOfARow, IntFunction<String> text) {
            this.text = text;
            this.maxRows = Math.max(1, MAX_PARAMETERS / parametersOfARow);
        }

        String of(int rows) {
            return byRows.computeIfAbsent(rows, text::apply);
        }

        int nextRows(int left) {
            return Integer.highestOneBit(Math.min(left, maxRows));
        }
    }

    /** The columns that some rows hold. */
    private final class Shape {
        final int[] sources;
        final List<TargetColumn> columns;
        final Statements upserts;

        Shape(BitSet present) {
            sources = present.stream().filter(source -> targets[source] != null).toArray();
            columns = Arrays.stream(sources).mapToObj(TableWriter.this::target).toList();
            upserts = new Statements(columns.size(), rows -> dialect.upsert(table, columns, key, rows));
        }
    }

    /**
     * Makes a writer, checking the table.
     *
     * @throws ConfigurationException if the table is not as the rows need it, with the statement that mends it
     */
    TableWriter(Session session, TableSchema source, TableId target, RowKey sample) throws SQLException {
        this.session = session;
        this.dialect = session.dialect();
        this.table = session.table(target).orElseThrow(() -> missingTable(source, target));
        this.targets = targets(source);
        this.keyColumns = new int[sample.size()];
        for (int i = 0; i < keyColumns.length; i++) {
            keyColumns[i] = sample.column(i);
        }
        this.key = Arrays.stream(keyColumns).mapToObj(this::target).toList();
        checkUnique();
        this.deletes = new Statements(key.size(), rows -> dialect.delete(table, key, rows));
    }

    private ConfigurationException missingTable(TableSchema source, TableId target) {
        return new ConfigurationException("The target has no table " + dialect.quote(target) + " for the rows of "
                + source.table() + "; create it, for example: " + dialect.createTable(target, source));
    }

    private @Nullable TargetColumn[] targets(TableSchema source) {
        @Nullable TargetColumn[] found = new TargetColumn[source.size()];
        List<Column> missing = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            TargetColumn column = table.column(source.column(i).name()).orElse(null);
            if (column == null) {
                missing.add(source.column(i));
            } else if (!column.generated()) {
                found[i] = column;
            }
        }
        if (!missing.isEmpty()) {
            throw new ConfigurationException("Table " + dialect.quote(table.id()) + " of the target lacks the columns "
                    + missing.stream().map(Column::name).toList() + " of " + source.table() + "; add them: "
                    + missing.stream()
                            .map(column -> dialect.addColumn(table.id(), column))
                            .collect(Collectors.joining("; ")));
        }
        return found;
    }

    private void checkUnique() {
        if (!table.isUnique(keyNames())) {
            throw new ConfigurationException("Table " + dialect.quote(table.id())
                    + " of the target has no unique key within the columns (" + dialect.names(key)
                    + ") that tell its rows apart; add one, for example: ALTER TABLE " + dialect.quote(table.id())
                    + " ADD PRIMARY KEY (" + dialect.names(key) + ")");
        }
    }

    private Set<String> keyNames() {
        return key.stream().map(TargetColumn::name).collect(Collectors.toSet());
    }

    /** Returns in which lanes the rows can be written. */
    Placement placement() {
        if (table.isLinked()) {
            return Placement.FIRST;
        }
        return table.hasIndependentRows(keyNames()) ? Placement.BY_KEY : Placement.BY_TABLE;
    }

    private TargetColumn target(int source) {
        TargetColumn target = targets[source];
        if (target == null) {
            throw new ConfigurationException("Table " + dialect.quote(table.id())
                    + " of the target computes a column of its key itself; rows cannot be found by it");
        }
        return target;
    }

    /** Returns whether foreign keys lead to the table. */
    boolean isParent() {
        return table.links() == Links.PARENT;
    }

    /** Deletes rows by key; foreign keys do to other rows what they did in the source. */
    void delete(List<RowKey> keys) throws SQLException {
        if (!keys.isEmpty()) {
            checkForeignKeys(true);
            deleteRows(keys);
        }
    }

    /** Rows come in any order. Where they change or go, foreign keys act on others, which few servers log. */
    private void checkForeignKeys(boolean wanted) throws SQLException {
        if (table.isLinked()) {
            session.checkForeignKeys(wanted);
        }
    }

    private void deleteRows(List<RowKey> keys) throws SQLException {
        for (int start = 0; start < keys.size(); ) {
            int rows = deletes.nextRows(keys.size() - start);
            PreparedStatement statement = session.prepare(deletes.of(rows));
            ParameterWriter parameters = new ParameterWriter(dialect, statement, key.get(0));
            for (RowKey rowKey : keys.subList(start, start + rows)) {
                addKey(parameters, rowKey);
            }
            statement.executeUpdate();
            start += rows;
        }
    }

    /** Inserts rows, or updates them where their key is there. */
    void upsert(List<Row> rows) throws SQLException {
        if (!rows.isEmpty()) {
            checkForeignKeys(false);
        }
        for (Map.Entry<Shape, List<Row>> group : byShape(rows).entrySet()) {
            upsert(group.getKey(), group.getValue());
        }
    }

    private void upsert(Shape shape, List<Row> all) throws SQLException {
        for (int start = 0; start < all.size(); ) {
            int rows = shape.upserts.nextRows(all.size() - start);
            PreparedStatement statement = session.prepare(shape.upserts.of(rows));
            ParameterWriter parameters = new ParameterWriter(dialect, statement, key.get(0));
            for (Row row : all.subList(start, start + rows)) {
                addRow(parameters, shape, row);
            }
            statement.executeUpdate();
            start += rows;
        }
    }

    private Map<Shape, List<Row>> byShape(List<Row> rows) {
        Map<Shape, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            groups.computeIfAbsent(shape(row), shape -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    private Shape shape(Row row) {
        BitSet present = new BitSet(row.size());
        for (int i = 0; i < row.size(); i++) {
            if (row.has(i)) {
                present.set(i);
            }
        }
        return shapes.computeIfAbsent(present, Shape::new);
    }

    /** Changes the columns that rows hold, where the key is there. */
    void update(List<MergedRow> rows) throws SQLException {
        for (MergedRow merged : rows) {
            Row row = merged.row();
            if (row != null) {
                checkForeignKeys(false);
                updateRow(row, merged.key());
            }
        }
    }

    /** Deletes all rows, and no other: truncating a table lets foreign keys do nothing. */
    static void clear(Session session, TargetTable table) throws SQLException {
        if (table.isLinked()) {
            session.checkForeignKeys(false);
        }
        session.prepare(session.dialect().deleteAll(table)).executeUpdate();
    }

    /**
     * Changes the columns that a row holds, those of its key too, in the row that has the old key; rows that refer to it
     * follow as foreign keys say.
     */
    void move(Row row, RowKey oldKey) throws SQLException {
        checkForeignKeys(true);
        updateRow(row, oldKey);
    }

    /**
     * Does the same for a whole row. Where a row has the new key already, all this was done before, and the row of the old
     * key came later: it goes, for it will come again.
     */
    void rekey(Row row, RowKey oldKey, RowKey newKey) throws SQLException {
        if (isThere(newKey)) {
            checkForeignKeys(false);
            deleteRows(List.of(oldKey));
        } else {
            move(row, oldKey);
        }
        upsert(List.of(row));
    }

    private boolean isThere(RowKey rowKey) throws SQLException {
        PreparedStatement statement = session.prepare(dialect.count(table, key));
        addKey(new ParameterWriter(dialect, statement, key.get(0)), rowKey);
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    private void updateRow(Row row, RowKey oldKey) throws SQLException {
        Shape shape = shape(row);
        PreparedStatement statement = session.prepare(dialect.update(table, shape.columns, key));
        ParameterWriter parameters = new ParameterWriter(dialect, statement, key.get(0));
        addRow(parameters, shape, row);
        addKey(parameters, oldKey);
        statement.executeUpdate();
    }

    private void addRow(ParameterWriter parameters, Shape shape, Row row) throws SQLException {
        for (int i = 0; i < shape.sources.length; i++) {
            parameters.add(shape.columns.get(i), row, shape.sources[i]);
        }
    }

    private void addKey(ParameterWriter parameters, RowKey rowKey) throws SQLException {
        for (int i = 0; i < keyColumns.length; i++) {
            parameters.add(key.get(i), rowKey.row(), rowKey.column(i));
        }
    }
}
