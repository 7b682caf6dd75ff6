package dev.tributary.binlog.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies a history to empty tables, and says where a change does not fit what came before. */
final class Replay {

    private static final int SHOWN = 10;

    private final Map<String, Map<Integer, Image>> tables = new HashMap<>();
    private final List<String> misfits = new ArrayList<>();

    static Replay of(List<Delivered> history) {
        Replay replay = new Replay();
        history.forEach(replay::apply);
        return replay;
    }

    private void apply(Delivered change) {
        Map<Integer, Image> rows = tables.computeIfAbsent(change.table(), name -> new HashMap<>());
        change.before().ifPresent(before -> {
            Image was = rows.remove(before.id());
            if (was == null || !was.agreesWith(before)) {
                misfit(change, Optional.ofNullable(was));
            }
        });
        change.after().ifPresent(after -> {
            Image was = rows.put(after.id(), after);
            if (was != null) {
                misfit(change, Optional.of(was));
            }
        });
    }

    private void misfit(Delivered change, Optional<Image> was) {
        if (misfits.size() < SHOWN) {
            misfits.add(change + ", but the row was " + was);
        }
    }

    /** Changes whose row was not what they say that it was. */
    List<String> misfits() {
        return misfits;
    }

    /** The rows of a table, by id. */
    Map<Integer, Image> rows(String table) {
        return tables.getOrDefault(table, Map.of());
    }
}
