package dev.tributary.binlog.snapshot;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.TableChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Follows the versions of all rows as they are delivered, and notes each that goes back. Thread-safe. */
final class VersionCheck {

    private final Map<String, Table> tables = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private long snapshotRows;
    private long changes;

    private static final class Table {
        final Map<String, Long> live = new TreeMap<>();
        final Map<String, Long> gone = new HashMap<>();

        long newest(String key) {
            return Math.max(live.getOrDefault(key, -1L), gone.getOrDefault(key, -1L));
        }

        void remove(String key) {
            Long version = live.remove(key);
            if (version != null) {
                gone.put(key, version);
            }
        }
    }

    synchronized void accept(ChangeEvent event) {
        Table table = tables.computeIfAbsent(event.table().name(), name -> new Table());
        if (event.operation() == Operation.SNAPSHOT) {
            snapshotRows++;
            snapshot(table, event);
        } else {
            changes++;
            event.before().ifPresent(before -> removed(table, event, before));
            event.after().ifPresent(after -> put(table, event, after));
        }
    }

    private void snapshot(Table table, ChangeEvent event) {
        String key = key(event, event.row());
        long version = event.row().getLong("v");
        boolean goesBack = version < table.live.getOrDefault(key, -1L) || version <= table.gone.getOrDefault(key, -1L);
        if (goesBack) {
            violation(table, event, key, version);
        }
        table.live.put(key, version);
    }

    private void removed(Table table, ChangeEvent event, Row before) {
        String key = key(event, before);
        long version = before.getLong("v");
        if (version < table.newest(key)) {
            violation(table, event, key, version);
        }
        table.live.put(key, version);
        table.remove(key);
    }

    private void put(Table table, ChangeEvent event, Row after) {
        String key = key(event, after);
        long version = after.getLong("v");
        if (version <= table.newest(key)) {
            violation(table, event, key, version);
        }
        table.live.put(key, version);
    }

    private void violation(Table table, ChangeEvent event, String key, long version) {
        violations.add(event + ": key " + key + " version " + version + " after live " + table.live.get(key) + ", gone "
                + table.gone.get(key));
    }

    private static String key(ChangeEvent event, Row row) {
        StringBuilder text = new StringBuilder();
        for (int column : event.schema().keyColumns()) {
            text.append(row.getText(column)).append('|');
        }
        return text.toString();
    }

    synchronized void accept(TableChange change) {
        if (change instanceof TableChange.Truncated) {
            Table table = tables.computeIfAbsent(change.table().name(), name -> new Table());
            List.copyOf(table.live.keySet()).forEach(table::remove);
        }
    }

    /** Forgets the rows, so that another snapshot must bring all of them; what is gone stays gone. */
    synchronized void forgetRows() {
        tables.values().forEach(table -> table.live.clear());
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** The versions of a table's rows. */
    synchronized List<Long> versions(String table) {
        return List.copyOf(tables.getOrDefault(table, new Table()).live.values());
    }

    synchronized long snapshotRows() {
        return snapshotRows;
    }

    synchronized long changes() {
        return changes;
    }
}
