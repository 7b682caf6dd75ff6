package dev.tributary.binlog.internal.snapshot;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The copies of tables, what of them the position says, and what of them is to be told. For who holds the lock of the line. */
final class Copies {

    private final String run;
    private final Map<String, TableCopy> open = new LinkedHashMap<>();
    private final List<TableCopy> ended = new ArrayList<>();
    private final List<TableCopy> begunNews = new ArrayList<>();
    private final List<TableCopy> endedNews = new ArrayList<>();
    private SnapshotState state = SnapshotState.NONE;
    private boolean inRun;
    private boolean ignoringCase;
    private boolean changed;

    /** @param run tells this run of the reader from all others */
    Copies(String run) {
        this.run = run;
    }

    /** Begins with what a position says. */
    void begin(SnapshotState saved) {
        state = saved;
        inRun = false;
    }

    /** Forgets copies, as if they had never been. */
    void forget(Predicate<TableCopy> which) {
        open.values().removeIf(which);
        ended.removeIf(which);
        begunNews.removeIf(which);
        endedNews.removeIf(which);
    }

    /** Adds a copy, unless there is one of that name, or was one. */
    boolean add(TableCopy copy) {
        if (find(copy.id()) != null) {
            return false;
        }
        open.put(copy.id(), copy);
        begunNews.add(copy);
        return true;
    }

    /** Adds a copy as a position has it; nobody may be left who could let it go on if it is paused, but who has asked anew. */
    void goOn(TableCopy saved) {
        TableCopy asked = find(saved.id());
        if (asked != null && asked.hasEnded()) {
            return;
        }
        saved.paused(asked != null && asked.isPaused());
        open.put(saved.id(), saved);
        begunNews.remove(asked);
        begunNews.add(saved);
    }

    /** Returns those that have not ended, in their order. */
    List<TableCopy> open() {
        return List.copyOf(open.values());
    }

    /** Returns those of a table that have not ended. */
    List<TableCopy> of(TableId table) {
        return open.values().stream()
                .filter(copy -> isOne(copy.table().database(), table.database())
                        && isOne(copy.table().name(), table.name()))
                .toList();
    }

    /** Returns those of a database's tables that have not ended. */
    List<TableCopy> ofDatabase(String database) {
        return open.values().stream()
                .filter(copy -> isOne(copy.table().database(), database))
                .toList();
    }

    private boolean isOne(String name, String other) {
        return ignoringCase ? name.equalsIgnoreCase(other) : name.equals(other);
    }

    /** Learns whether names are the same in upper and lower case. */
    void ignoringCase(boolean value) {
        ignoringCase = value;
    }

    @Nullable
    TableCopy find(String id) {
        TableCopy copy = open.get(id);
        return copy != null
                ? copy
                : ended.stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
    }

    /** Ends a copy. */
    void end(TableCopy copy, State how) {
        copy.end(how);
        open.remove(copy.id());
        ended.add(copy);
        endedNews.add(copy);
        changed = true;
    }

    /** The position has to say something else. */
    void changed() {
        changed = true;
    }

    /** Whether there is something to copy or to tell. */
    boolean isActive() {
        return !open.isEmpty() || changed || !endedNews.isEmpty() || !begunNews.isEmpty();
    }

    /** Returns what the position has to say now; null if that is what it says. */
    @Nullable
    SnapshotState takeState() {
        if (!changed) {
            return null;
        }
        changed = false;
        if (!inRun) {
            inRun = true;
            state = state.inRun(run);
        }
        state = state.next(open.values().stream().map(TableCopy::state).toList());
        return state;
    }

    SnapshotState state() {
        return state;
    }

    /** Hands over the copies that have begun since this was called last. */
    void takeBegun(Consumer<TableCopy> listener) {
        begunNews.forEach(listener);
        begunNews.clear();
    }

    /** Hands over the copies that have ended since this was called last. */
    void takeEnded(Consumer<TableCopy> listener) {
        endedNews.forEach(listener);
        endedNews.clear();
    }

    /** Returns how far all are, the ended ones first. */
    List<SnapshotProgress> progress(boolean running, long now) {
        List<SnapshotProgress> all = new ArrayList<>();
        ended.forEach(copy -> all.add(copy.progress(running, now)));
        open.values().forEach(copy -> all.add(copy.progress(running, now)));
        return all;
    }
}
