package dev.tributary.jdbc;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.StreamRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random history of a table with a unique secondary column: inserts, updates, changed keys, deletes, unique values that
 * pass from row to row; with whole row images, or with minimal ones as a binlog has them. It keeps the model of what the
 * table holds.
 */
final class RandomHistory {

    private static final int KEYS = 40;

    private final Random random;
    private final boolean minimal;
    private final TableSchema schema;
    private final Map<Integer, List<Object>> model = new TreeMap<>();
    private long number;

    RandomHistory(long seed, TableId table, boolean minimal) {
        this.random = new Random(seed);
        this.minimal = minimal;
        this.schema = TableSchema.of(
                table,
                List.of(
                        Column.of("id", "int"),
                        Column.of("code", "varchar(20)"),
                        Column.of("note", "varchar(20)"),
                        Column.of("amount", "bigint")),
                List.of("id"));
    }

    static String createTable(String name, boolean unique) {
        return "CREATE TABLE " + name + " (id INT PRIMARY KEY, code VARCHAR(20)" + (unique ? " UNIQUE" : "")
                + ", note VARCHAR(20), amount BIGINT)";
    }

    Map<Integer, List<Object>> model() {
        return model;
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

    StreamRecord<ChangeEvent> next() {
        number++;
        int id = random.nextInt(KEYS);
        List<Object> old = model.get(id);
        if (old == null) {
            List<Object> values = values();
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

    private StreamRecord<ChangeEvent> update(int id, List<Object> old, int newId) {
        model.remove(id);
        List<Object> values = values();
        if (random.nextBoolean()) {
            values.set(0, old.get(0));
        }
        model.put(newId, values);
        if (!minimal) {
            return Changes.update(number, row(id, old), row(newId, values));
        }
        Map<String, Object> changed = new HashMap<>();
        if (newId != id) {
            changed.put("id", newId);
        }
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).equals(old.get(i))) {
                changed.put(schema.column(i + 1).name(), values.get(i));
            }
        }
        return Changes.update(number, Row.of(schema, Map.of("id", id)), Row.of(schema, changed));
    }

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        values.add(freeCode());
        values.add("note " + random.nextInt(3));
        values.add((long) random.nextInt(3));
        return values;
    }

    /** Few codes more than rows, so that a code is soon taken again. */
    private String freeCode() {
        while (true) {
            String code = "c" + random.nextInt(KEYS + 5);
            if (model.values().stream().noneMatch(values -> values.get(0).equals(code))) {
                return code;
            }
        }
    }

    private Row row(int id, List<Object> values) {
        return Row.of(schema, id, values.get(0), values.get(1), values.get(2));
    }
}
