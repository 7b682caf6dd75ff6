package dev.tributary.jdbc;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.StreamRecord;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A random history of a table with a unique secondary column: inserts, updates, changed keys, deletes, unique values that
 * pass from row to row; with whole row images, or with minimal ones as a binlog has them. It keeps the model of what the
 * table holds. As a {@link History}, the table is emptied and gets further columns now and then.
 */
final class RandomHistory implements History {

    private static final int KEYS = 40;
    private static final int MOST_FURTHER = 5;

    private final Random random;
    private final boolean minimal;
    private final List<String> further = new ArrayList<>();
    private final Map<Integer, List<@Nullable Object>> model = new TreeMap<>();
    private TableSchema schema;
    private long number;

    RandomHistory(long seed, TableId table, boolean minimal) {
        this.random = new Random(seed);
        this.minimal = minimal;
        this.schema = schema(table);
    }

    private TableSchema schema(TableId table) {
        List<Column> columns = new ArrayList<>(List.of(
                Column.of("id", "int"),
                Column.of("code", "varchar(20)"),
                Column.of("note", "varchar(20)"),
                Column.of("amount", "bigint")));
        further.forEach(name -> columns.add(new Column(name, ColumnType.parse("varchar(20)"), true)));
        return TableSchema.of(table, columns, List.of("id"));
    }

    static String createTable(String name, boolean unique) {
        return "CREATE TABLE " + name + " (id INT PRIMARY KEY, code VARCHAR(20)" + (unique ? " UNIQUE" : "")
                + ", note VARCHAR(20), amount BIGINT)";
    }

    Map<Integer, List<@Nullable Object>> model() {
        return model;
    }

    /** With a further unique key half of the time if rows are known in part, since such a table is written in one lane. */
    @Override
    public void createTables(TargetDatabase target) throws SQLException {
        target.execute(createTable("t", !minimal || random.nextBoolean()));
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    @Override
    public Map<String, Map<Integer, List<@Nullable String>>> tables() {
        Map<Integer, List<@Nullable String>> rows = new TreeMap<>();
        model.forEach((id, values) -> rows.put(
                id,
                values.stream()
                        .map(value -> value == null ? null : value.toString())
                        .collect(Collectors.toCollection(ArrayList::new))));
        return Map.of("t", rows);
    }

    @Override
    public Object next() {
        int kind = random.nextInt(800);
        return kind < 2 ? truncate() : kind == 2 && further.size() < MOST_FURTHER ? grow() : change();
    }

    long number() {
        return number;
    }

    /** Empties the table. */
    TableChange truncate() {
        number++;
        model.clear();
        return new TableChange.Truncated(schema.table(), "TRUNCATE TABLE t", Changes.origin(number));
    }

    /** Adds a column, which is NULL in all rows. */
    private TableChange grow() {
        number++;
        String name = "further" + further.size();
        further.add(name);
        schema = schema(schema.table());
        model.values().forEach(values -> values.add(null));
        return new TableChange.Altered(
                schema.table(), "ALTER TABLE t ADD COLUMN " + name + " VARCHAR(20)", Changes.origin(number));
    }

    StreamRecord<ChangeEvent> change() {
        number++;
        int id = random.nextInt(KEYS);
        List<@Nullable Object> old = model.get(id);
        if (old == null) {
            List<@Nullable Object> values = values();
            model.put(id, values);
            return Changes.insert(number, row(id, values));
        }
        int kind = random.nextInt(10);
        if (kind < 3) {
            model.remove(id);
            return Changes.delete(number, minimal ? Row.of(schema, Map.of("id", id)) : row(id, old));
        }
        int newId = kind < 5 ? random.nextInt(KEYS) : id;
        if (newId != id && model.containsKey(newId)) {
            newId = id;
        }
        return update(id, old, newId);
    }

    private StreamRecord<ChangeEvent> update(int id, List<@Nullable Object> old, int newId) {
        model.remove(id);
        List<@Nullable Object> values = values();
        if (random.nextBoolean()) {
            values.set(0, old.get(0));
        }
        model.put(newId, values);
        if (!minimal) {
            return Changes.update(number, row(id, old), row(newId, values));
        }
        Map<String, @Nullable Object> changed = new HashMap<>();
        if (newId != id) {
            changed.put("id", newId);
        }
        for (int i = 0; i < values.size(); i++) {
            if (!Objects.equals(values.get(i), old.get(i))) {
                changed.put(schema.column(i + 1).name(), values.get(i));
            }
        }
        return Changes.update(number, Row.of(schema, Map.of("id", id)), Row.of(schema, changed));
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(freeCode());
        values.add("note " + random.nextInt(3));
        values.add((long) random.nextInt(3));
        further.forEach(name -> values.add(random.nextBoolean() ? null : name + " " + random.nextInt(3)));
        return values;
    }

    /** Few codes more than rows, so that a code is soon taken again. */
    private String freeCode() {
        while (true) {
            String code = "c" + random.nextInt(KEYS + 5);
            if (model.values().stream().noneMatch(values -> code.equals(values.get(0)))) {
                return code;
            }
        }
    }

    private Row row(int id, List<@Nullable Object> values) {
        @Nullable Object[] all = new Object[1 + values.size()];
        all[0] = id;
        for (int i = 0; i < values.size(); i++) {
            all[i + 1] = values.get(i);
        }
        return Row.of(schema, all);
    }
}
