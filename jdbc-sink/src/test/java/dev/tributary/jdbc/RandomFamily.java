package dev.tributary.jdbc;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A random history of three tables with foreign keys between them: rows go with the row that they refer to, or let go of it, and
 * keep to it when its key changes. Those that others refer to have a unique value.
 */
final class RandomFamily implements History {

    private static final int PARENTS = 8;
    private static final int CHILDREN = 25;

    private final Random random;
    private final boolean tells;
    private final boolean cascades;
    private final TableSchema parent;
    private final TableSchema child;
    private final TableSchema grandchild;
    private final Map<Integer, List<@Nullable Object>> parents = new TreeMap<>(); // name
    private final Map<Integer, List<@Nullable Object>> children = new TreeMap<>(); // parent, code
    private final Map<Integer, List<@Nullable Object>> grandchildren = new TreeMap<>(); // child
    private final Queue<Object> happened = new ArrayDeque<>();
    private long number;

    /** @param tells whether the source tells what foreign keys do to other rows, which is a matter of its version */
    RandomFamily(long seed, String database, boolean tells) {
        random = new Random(seed);
        this.tells = tells;
        cascades = random.nextBoolean();
        parent = schema(database, "parent", new Column("name", ColumnType.parse("varchar(20)"), true));
        child = schema(
                database,
                "child",
                new Column("parent_id", ColumnType.parse("int"), true),
                new Column("code", ColumnType.parse("varchar(20)"), true));
        grandchild = schema(database, "grandchild", new Column("child_id", ColumnType.parse("int"), false));
    }

    private static TableSchema schema(String database, String table, Column... more) {
        List<Column> columns = new ArrayList<>(List.of(new Column("id", ColumnType.parse("int"), false)));
        columns.addAll(Arrays.asList(more));
        return TableSchema.of(new TableId(database, table), columns, List.of("id"));
    }

    @Override
    public void createTables(TargetDatabase target) throws SQLException {
        target.execute(
                "CREATE TABLE parent (id INT PRIMARY KEY, name VARCHAR(20))",
                "CREATE TABLE child (id INT PRIMARY KEY, parent_id INT, code VARCHAR(20) UNIQUE,"
                        + " FOREIGN KEY (parent_id) REFERENCES parent (id) ON UPDATE CASCADE ON DELETE "
                        + (cascades ? "CASCADE" : "SET NULL") + ")",
                "CREATE TABLE grandchild (id INT PRIMARY KEY, child_id INT NOT NULL,"
                        + " FOREIGN KEY (child_id) REFERENCES child (id) ON UPDATE CASCADE ON DELETE CASCADE)");
    }

    @Override
    public boolean isComplete() {
        return happened.isEmpty();
    }

    @Override
    public Map<String, Map<Integer, List<@Nullable String>>> tables() {
        return Map.of("parent", asText(parents), "child", asText(children), "grandchild", asText(grandchildren));
    }

    private static Map<Integer, List<@Nullable String>> asText(Map<Integer, List<@Nullable Object>> rows) {
        Map<Integer, List<@Nullable String>> text = new TreeMap<>();
        rows.forEach((id, values) -> text.put(
                id,
                values.stream()
                        .map(value -> value == null ? null : value.toString())
                        .collect(Collectors.toCollection(ArrayList::new))));
        return text;
    }

    @Override
    public Object next() {
        while (happened.isEmpty()) {
            switch (random.nextInt(300)) {
                case 0 -> truncateGrandchildren();
                default -> {
                    int table = random.nextInt(10);
                    if (table < 2) {
                        changeParent();
                    } else if (table < 7) {
                        changeChild();
                    } else {
                        changeGrandchild();
                    }
                }
            }
        }
        return happened.remove();
    }

    private void truncateGrandchildren() {
        grandchildren.clear();
        happened.add(
                new TableChange.Truncated(grandchild.table(), "TRUNCATE TABLE grandchild", Changes.origin(++number)));
    }

    private static Row row(TableSchema schema, int id, List<@Nullable Object> values) {
        @Nullable Object[] all = new Object[1 + values.size()];
        all[0] = id;
        for (int i = 0; i < values.size(); i++) {
            all[i + 1] = values.get(i);
        }
        return Row.of(schema, all);
    }

    private void put(
            TableSchema schema, Map<Integer, List<@Nullable Object>> rows, int id, @Nullable Object... values) {
        List<@Nullable Object> old = rows.put(id, Arrays.asList(values));
        Row row = row(schema, id, rows.get(id));
        happened.add(old == null ? Changes.insert(++number, row) : Changes.update(++number, row(schema, id, old), row));
    }

    private void delete(TableSchema schema, Map<Integer, List<@Nullable Object>> rows, int id) {
        happened.add(Changes.delete(++number, row(schema, id, rows.remove(id))));
    }

    private void rekey(TableSchema schema, Map<Integer, List<@Nullable Object>> rows, int id, int newId) {
        List<@Nullable Object> values = rows.remove(id);
        rows.put(newId, values);
        happened.add(Changes.update(++number, row(schema, id, values), row(schema, newId, values)));
    }

    private void changeParent() {
        int id = random.nextInt(PARENTS);
        int newId = random.nextInt(PARENTS);
        int kind = random.nextInt(10);
        if (!parents.containsKey(id) || kind < 5) {
            put(parent, parents, id, "name " + random.nextInt(5));
        } else if (kind < 7) {
            delete(parent, parents, id);
            withColumn(children, 0, id).forEach(this::letGoOfParent);
        } else if (!parents.containsKey(newId)) {
            rekey(parent, parents, id, newId);
            for (int kept : withColumn(children, 0, id)) {
                follow(child, children, kept, newId, children.get(kept).get(1));
            }
        }
    }

    private void letGoOfParent(int id) {
        if (cascades) {
            goAlong(child, children, id);
            withColumn(grandchildren, 0, id).forEach(lost -> goAlong(grandchild, grandchildren, lost));
        } else {
            follow(child, children, id, null, children.get(id).get(1));
        }
    }

    /** A row is deleted by a foreign key. */
    private void goAlong(TableSchema schema, Map<Integer, List<@Nullable Object>> rows, int id) {
        if (tells) {
            delete(schema, rows, id);
        } else {
            rows.remove(id);
        }
    }

    /** A row is changed by a foreign key. */
    private void follow(
            TableSchema schema, Map<Integer, List<@Nullable Object>> rows, int id, @Nullable Object... values) {
        if (tells) {
            put(schema, rows, id, values);
        } else {
            rows.put(id, Arrays.asList(values));
        }
    }

    private void changeChild() {
        int id = random.nextInt(CHILDREN);
        int newId = random.nextInt(CHILDREN);
        int kind = random.nextInt(10);
        if (!children.containsKey(id) || kind < 5) {
            put(child, children, id, randomKey(parents), freeCode(id));
        } else if (kind < 7) {
            delete(child, children, id);
            withColumn(grandchildren, 0, id).forEach(lost -> goAlong(grandchild, grandchildren, lost));
        } else if (!children.containsKey(newId)) {
            rekey(child, children, id, newId);
            withColumn(grandchildren, 0, id).forEach(kept -> follow(grandchild, grandchildren, kept, newId));
        }
    }

    private void changeGrandchild() {
        int id = random.nextInt(CHILDREN);
        Integer of = randomKey(children);
        if (grandchildren.containsKey(id) && random.nextInt(3) == 0) {
            delete(grandchild, grandchildren, id);
        } else if (of != null) {
            put(grandchild, grandchildren, id, of);
        }
    }

    private @Nullable Integer randomKey(Map<Integer, ?> rows) {
        List<Integer> keys = List.copyOf(rows.keySet());
        return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
    }

    private static List<Integer> withColumn(Map<Integer, List<@Nullable Object>> rows, int column, int value) {
        return rows.entrySet().stream()
                .filter(row -> Integer.valueOf(value).equals(row.getValue().get(column)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private String freeCode(int id) {
        while (true) {
            String code = "c" + random.nextInt(CHILDREN + 5);
            if (children.entrySet().stream()
                    .noneMatch(row ->
                            row.getKey() != id && code.equals(row.getValue().get(1)))) {
                return code;
            }
        }
    }
}
