package dev.tributary.binlog.internal.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The copies of tables that are under way at a place in the stream, in their order, as a part of the saved position.
 *
 * <p>States are compared by steps: each run of a reader that copies tables counts the steps that it makes, and a state keeps,
 * of each run before it, the step at which the next one went on. So of two states of different runs it can be told whether
 * one comes before the other, or each has gone its own way.
 *
 * <p>Immutable.
 */
public final class SnapshotState {

    /** Nothing was ever copied. */
    public static final SnapshotState NONE = new SnapshotState(List.of(), List.of());

    private static final char SEPARATOR = '~';

    /** How many runs are kept: who compares states has seen the newest. */
    private static final int MOST_RUNS = 16;

    private final List<Run> runs;
    private final List<CopyState> copies;

    /** @param step the number of steps that it has made */
    private record Run(String id, long step) {}

    private SnapshotState(List<Run> runs, List<CopyState> copies) {
        this.runs = runs;
        this.copies = copies;
    }

    /** Returns the state of a new run that goes on from this one. */
    SnapshotState inRun(String id) {
        List<Run> more = new ArrayList<>(runs);
        more.add(new Run(id, 0));
        return new SnapshotState(List.copyOf(more.subList(Math.max(0, more.size() - MOST_RUNS), more.size())), copies);
    }

    /** Returns the state after one more step of the newest run. */
    SnapshotState next(List<CopyState> left) {
        List<Run> stepped = new ArrayList<>(runs);
        Run newest = stepped.remove(stepped.size() - 1);
        stepped.add(new Run(newest.id, newest.step + 1));
        return new SnapshotState(List.copyOf(stepped), List.copyOf(left));
    }

    /** Returns the copies that are not done. */
    public List<CopyState> copies() {
        return copies;
    }

    /** Returns whether nothing was ever copied. */
    public boolean isNone() {
        return runs.isEmpty();
    }

    /** Returns whether all that was delivered at another state was so at this one. */
    public boolean covers(SnapshotState other) {
        if (other.runs.isEmpty()) {
            return true;
        }
        Run reached = other.runs.get(other.runs.size() - 1);
        return runs.stream().anyMatch(run -> run.id.equals(reached.id) && run.step >= reached.step);
    }

    /** Returns the state in printable form. */
    public String encode() {
        List<String> parts = new ArrayList<>();
        parts.add(runs.stream().map(run -> run.id + ":" + run.step).collect(Collectors.joining(",")));
        copies.forEach(copy -> parts.add(copy.encode()));
        return String.join(String.valueOf(SEPARATOR), parts);
    }

    /**
     * Reads what {@link #encode} made; the empty text is {@link #NONE}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static SnapshotState decode(String encoded) {
        if (encoded.isEmpty()) {
            return NONE;
        }
        List<String> parts = Texts.split(encoded, SEPARATOR);
        List<Run> runs = new ArrayList<>();
        for (String run : Texts.split(parts.get(0), ',')) {
            int colon = run.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException(
                        "the progress of snapshots is expected, but it is '" + encoded + "'");
            }
            runs.add(new Run(run.substring(0, colon), Long.parseLong(run.substring(colon + 1))));
        }
        return new SnapshotState(
                List.copyOf(runs), parts.stream().skip(1).map(CopyState::decode).toList());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotState that && runs.equals(that.runs) && copies.equals(that.copies);
    }

    @Override
    public int hashCode() {
        return 31 * runs.hashCode() + copies.hashCode();
    }

    /** Names the tables that are being copied. */
    @Override
    public String toString() {
        return copies.isEmpty()
                ? "none"
                : copies.stream().map(CopyState::toString).collect(Collectors.joining(", "));
    }
}
