package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.testkit.WriteLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Checks deliveries of each key against its committed history: each change at least once, in commit order. A repeat may
 * go back to any earlier change, and must then come forward again without a gap.
 */
final class KeyHistory {

    private final Map<Integer, List<String>> committed = new HashMap<>();
    private final Map<Integer, Integer> reached = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long repeats;

    /** Returns the history that a load has committed. */
    static KeyHistory of(WriteLoad.Result written) {
        return of(written, UnaryOperator.identity());
    }

    /** Returns the history that a load has committed, its texts as a step makes them. */
    static KeyHistory of(WriteLoad.Result written, UnaryOperator<String> step) {
        assertThat(written.uncertain()).isEmpty();
        KeyHistory history = new KeyHistory();
        Map<Integer, String> values = new HashMap<>();
        for (WriteLoad.Change change : written.changes()) {
            boolean deleted = change.kind() == WriteLoad.Kind.DELETE;
            String value = step.apply(change.value());
            history.committed(change.key(), deleted ? "deleted " + values.get(change.key()) : value);
            values.put(change.key(), value);
        }
        return history;
    }

    /** Takes changes of rows with {@code id} and {@code value}, as they were delivered. */
    void delivered(List<ChangeEvent> changes) {
        changes.forEach(change -> delivered(change.row().getInt("id"), textOf(change)));
    }

    /** Returns what tells a change from the others of its key. */
    static String textOf(ChangeEvent change) {
        return change.after()
                .map(row -> row.getText("value"))
                .orElseGet(() -> "deleted " + change.row().getText("value"));
    }

    /** Adds the next committed change of a key; no two changes of a key may be equal. */
    void committed(int key, String change) {
        committed.computeIfAbsent(key, k -> new ArrayList<>()).add(change);
    }

    /** Takes the next delivery of a key. */
    void delivered(int key, String change) {
        List<String> history = committed.getOrDefault(key, List.of());
        int next = reached.getOrDefault(key, 0);
        if (next < history.size() && history.get(next).equals(change)) {
            reached.put(key, next + 1);
            return;
        }
        int earlier = history.subList(0, next).lastIndexOf(change);
        if (earlier < 0) {
            faults.add("key " + key + ": '" + change + "' was delivered where change " + next + " of " + history.size()
                    + " was due: " + (next < history.size() ? history.get(next) : "none"));
        } else {
            repeats++;
            reached.put(key, earlier + 1);
        }
    }

    /** Returns what is wrong, at the end of all deliveries. */
    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        committed.forEach((key, history) -> {
            int last = reached.getOrDefault(key, 0);
            if (last < history.size()) {
                all.add("key " + key + ": only " + last + " of " + history.size() + " changes were delivered");
            }
        });
        return all;
    }

    long repeats() {
        return repeats;
    }
}
