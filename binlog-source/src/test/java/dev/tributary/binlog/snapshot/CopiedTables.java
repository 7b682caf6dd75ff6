package dev.tributary.binlog.snapshot;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.TableChange;
import dev.tributary.testkit.MySqlDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps tables as what is delivered says, and holds delivery back in the middle of a snapshot if it is told to. Values are
 * compared as text. Thread-safe.
 */
final class CopiedTables {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final long holdAfter;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** By table and key. */
    private final Map<String, Map<String, Map<String, String>>> tables = new HashMap<>();

    /** How often a snapshot has brought a row, by its text. */
    private final Map<String, Integer> read = new TreeMap<>();

    private long snapshotRows;

    /** @param holdAfter with how many rows of snapshots delivery stops until it is released */
    CopiedTables(long holdAfter) {
        this.holdAfter = holdAfter;
    }

    void accept(ChangeEvent event) {
        if (take(event) == holdAfter) {
            held.countDown();
            await(released);
        }
    }

    /** Waits until so many rows of snapshots have come that no more is taken. */
    void awaitMiddle() {
        await(held);
    }

    void goOn() {
        released.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("nothing happens for " + LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many rows of snapshots there were, if this is one. */
    private synchronized long take(ChangeEvent event) {
        Map<String, Map<String, String>> table =
                tables.computeIfAbsent(event.table().name(), name -> new HashMap<>());
        event.before().ifPresent(before -> table.remove(key(event, before)));
        event.after()
                .ifPresent(after -> table.computeIfAbsent(key(event, after), key -> new HashMap<>())
                        .putAll(values(after)));
        if (event.operation() != Operation.SNAPSHOT) {
            return -1;
        }
        read.merge(event.table().name() + " " + values(event.row()), 1, Integer::sum);
        return ++snapshotRows;
    }

    private static String key(ChangeEvent event, Row row) {
        List<String> key = new ArrayList<>();
        for (int column : event.schema().keyColumns()) {
            key.add(row.getText(column));
        }
        return event.schema().hasKey() ? key.toString() : values(row).toString();
    }

    private static Map<String, String> values(Row row) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < row.schema().size(); i++) {
            if (row.has(i)) {
                values.put(row.schema().column(i).name(), row.isNull(i) ? "NULL" : row.getText(i));
            }
        }
        return values;
    }

    synchronized void accept(TableChange change) {
        String name = change.table().name();
        if (change instanceof TableChange.Renamed renamed) {
            tables.put(renamed.to().name(), tables.getOrDefault(name, new HashMap<>()));
            tables.remove(name);
        } else if (change instanceof TableChange.Truncated || change instanceof TableChange.Dropped) {
            tables.remove(name);
        }
    }

    /** Each row that a snapshot has brought, and how often. */
    synchronized Map<String, Integer> read() {
        return new TreeMap<>(read);
    }

    synchronized long snapshotRows() {
        return snapshotRows;
    }

    synchronized int size(String table) {
        return tables.getOrDefault(table, Map.of()).size();
    }

    /** Returns what is otherwise in the source, of the columns that a row has here and there. */
    synchronized List<String> differences(MySqlDatabase source, String table, String keyColumn) {
        List<String> columns = source.query("SHOW COLUMNS FROM " + table).stream()
                .map(column -> String.valueOf(column.get(0)))
                .toList();
        Map<String, Map<String, String>> rows = new HashMap<>();
        for (List<?> row : source.query("SELECT * FROM " + table)) {
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i), row.get(i) == null ? "NULL" : String.valueOf(row.get(i)));
            }
            rows.put("[" + values.get(keyColumn) + "]", values);
        }
        Map<String, Map<String, String>> copy = tables.getOrDefault(table, Map.of());
        List<String> differences = new ArrayList<>();
        copy.forEach((key, row) -> {
            Map<String, String> original = rows.remove(key);
            if (original == null) {
                differences.add("only copied: " + row);
            } else if (row.entrySet().stream()
                    .anyMatch(value -> original.containsKey(value.getKey())
                            && !value.getValue().equals(original.get(value.getKey())))) {
                differences.add("copied " + row + ", is " + original);
            }
        });
        rows.forEach((key, row) -> differences.add("not copied: " + row));
        return differences;
    }
}
