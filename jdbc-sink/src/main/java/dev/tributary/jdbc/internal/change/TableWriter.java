package dev.tributary.jdbc.internal.change;

import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.ParameterWriter;
import dev.tributary.jdbc.internal.database.RowChange;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the rows of one source schema to their table, over one session. How many rows go at once is the dialect's choice. */
final class TableWriter {

    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    private final Session session;
    private final Dialect dialect;
    private final WriteSettings settings;
    private final TableSchema source;
    private final TargetTable table;
    private final @Nullable TargetColumn[] targets; // by index of the source's column; null where not written
    private final List<RowForm.Field> key;
    private final Shape keyOnly;
    private final Shape whole;
    private final Links acting; // foreign keys of the table that do something
    private final boolean independentRows;
    private final Set<RowChange> told = EnumSet.noneOf(RowChange.class);
    private final Map<BitSet, Shape> shapes = new HashMap<>();

    /** The columns that some rows hold, and how such rows are written. */
    private final class Shape {
        final RowForm form;
        private final Map<RowChange, Ways> ways = new EnumMap<>(RowChange.class);

        Shape(List<RowForm.Field> fields) {
            form = new RowForm(table, fields, key);
        }

        void write(RowChange change, List<Row> rows) throws SQLException {
            Ways known = ways.get(change);
            if (known == null) {
                known = Ways.of(settings, change, dialect.quote(table.id()), dialect.writers(session, form, change));
                ways.put(change, known);
                tell(change, known);
            }
            known.write(rows);
        }
    }

    /** Says it once for a change, whatever columns rows have. */
    private void tell(RowChange change, Ways ways) {
        if (told.add(change)) {
            String what = change + " of rows of table " + dialect.quote(table.id());
            LOG.info("{}: {} by {}", settings.context().pipeline(), what, ways);
            settings.context().explained(what, ways.toString());
        }
    }

    /**
     * Makes a writer, checking the table.
     *
     * @throws ConfigurationException if the table is not as the rows need it, with the statement that mends it
     */
    TableWriter(Session session, WriteSettings settings, TableSchema source, RowKey sample) throws SQLException {
        TableId target = settings.mapping().apply(source.table());
        this.session = session;
        this.settings = settings;
        this.source = source;
        this.dialect = session.dialect();
        this.table = settings.tables().require(session, source, target, names(sample));
        this.targets = targets(source);
        this.key = IntStream.range(0, sample.size())
                .mapToObj(i -> field(source, sample.column(i)))
                .toList();
        this.keyOnly = new Shape(key);
        checkUnique();
        BitSet all = new BitSet();
        all.set(0, targets.length);
        this.whole = newShape(all);
        this.acting = settings.foreignKeys().acting(session, table);
        this.independentRows = !needsOneOrder() && table.isToldApartBy(keyNames());
    }

    private static List<String> names(RowKey key) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> key.row().schema().column(key.column(i)).name())
                .toList();
    }

    private @Nullable TargetColumn[] targets(TableSchema source) {
        @Nullable TargetColumn[] found = new TargetColumn[source.size()];
        for (int i = 0; i < found.length; i++) {
            TargetColumn column =
                    table.column(dialect.identifier(source.column(i).name())).orElseThrow();
            found[i] = column.generated() ? null : column;
        }
        return found;
    }

    private void checkUnique() {
        if (!dialect.canIdentify(table, keyNames())) {
            String names = dialect.names(keyOnly.form.columns());
            throw new ConfigurationException("Table " + dialect.quote(table.id())
                    + " of the target has no unique key within the columns (" + names
                    + ") that tell its rows apart; add one, for example: ALTER TABLE "
                    + dialect.quote(table.id()) + " ADD PRIMARY KEY (" + names + ")");
        }
    }

    private Set<String> keyNames() {
        return key.stream().map(field -> field.target().name()).collect(Collectors.toSet());
    }

    /** Returns whether what happens to a row can happen to one of another key too. */
    boolean needsOneOrder() {
        return acting != Links.NONE;
    }

    /** Returns whether the order in which rows of different keys are written makes no difference. */
    boolean hasIndependentRows() {
        return independentRows;
    }

    private RowForm.Field field(TableSchema source, int index) {
        TargetColumn target = targets[index];
        if (target == null) {
            throw new ConfigurationException("Table " + dialect.quote(table.id())
                    + " of the target computes a column of its key itself; rows cannot be found by it");
        }
        return new RowForm.Field(index, source.column(index).type(), target);
    }

    /** Returns whether foreign keys that act lead to the table. */
    boolean isParent() {
        return acting == Links.PARENT;
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
            session.checkForeignKeys(wanted && acting != Links.NONE);
        }
    }

    private void deleteRows(List<RowKey> keys) throws SQLException {
        keyOnly.write(RowChange.DELETE, keys.stream().map(RowKey::row).toList());
    }

    /** Inserts rows, or updates them where their key is there, which is most likely nowhere. */
    void insert(List<Row> rows) throws SQLException {
        writeWithoutChecks(RowChange.INSERT, rows);
    }

    /** Inserts rows, or updates them where their key is there. */
    void upsert(List<Row> rows) throws SQLException {
        writeWithoutChecks(RowChange.UPSERT, rows);
    }

    /** Changes the columns that rows hold, those of their key among them, where the key is there. */
    void update(List<Row> rows) throws SQLException {
        writeWithoutChecks(RowChange.UPDATE, rows);
    }

    private void writeWithoutChecks(RowChange change, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        checkForeignKeys(false);
        if (rows.stream().allMatch(MergedRow::isWhole)) {
            whole.write(change, rows);
            return;
        }
        for (Map.Entry<Shape, List<Row>> group : byShape(rows).entrySet()) {
            group.getKey().write(change, group.getValue());
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
        if (MergedRow.isWhole(row)) {
            return whole;
        }
        BitSet present = new BitSet(row.size());
        for (int i = 0; i < row.size(); i++) {
            if (row.has(i)) {
                present.set(i);
            }
        }
        return shapes.computeIfAbsent(present, this::newShape);
    }

    private Shape newShape(BitSet present) {
        List<RowForm.Field> fields = new ArrayList<>();
        for (int i = 0; i < targets.length; i++) {
            TargetColumn target = targets[i];
            if (present.get(i) && target != null) {
                fields.add(new RowForm.Field(i, source.column(i).type(), target));
            }
        }
        return new Shape(fields);
    }

    /** Deletes all rows, or marks them as deleted, and no other: truncating a table lets foreign keys do nothing. */
    static void clear(Session session, TargetTable table, Optional<String> deletedColumn) throws SQLException {
        if (table.isLinked()) {
            session.checkForeignKeys(false);
        }
        Dialect dialect = session.dialect();
        String sql = deletedColumn
                .flatMap(table::column)
                .map(column -> dialect.markAll(table, column))
                .orElseGet(() -> dialect.deleteAll(table));
        session.prepare(sql).executeUpdate();
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
        PreparedStatement statement = session.prepare(dialect.count(table, keyOnly.form.columns()));
        new ParameterWriter(dialect, statement).add(key, rowKey.row());
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    private void updateRow(Row row, RowKey oldKey) throws SQLException {
        RowForm form = shape(row).form;
        PreparedStatement statement = session.prepare(dialect.update(table, form.columns(), keyOnly.form.columns()));
        ParameterWriter parameters = new ParameterWriter(dialect, statement);
        parameters.add(form.fields(), row);
        parameters.add(key, oldKey.row());
        statement.executeUpdate();
    }
}
