package dev.tributary.internal.runtime;

import dev.tributary.CheckpointException;
import dev.tributary.CheckpointStore;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a run begins each split. If every branch stores positions, at the lowest of them; else at the position in
 * the checkpoint store, which no branch is behind; else the source knows. Branches that are ahead are told to leave out
 * what they have.
 */
final class StartPositions {

    private final Source<?> source;
    private final List<Branch<?>> branches;
    private final CheckpointStore.@Nullable Session store;

    StartPositions(Source<?> source, List<Branch<?>> branches, CheckpointStore.@Nullable Session store) {
        this.source = source;
        this.branches = branches;
        this.store = store;
    }

    Map<Split, Position> of(Set<Split> splits) throws InterruptedException {
        Map<Split, List<Position>> byBranch = fromBranches(splits);
        boolean allKeep = branches.stream().allMatch(Branch::keepsPositions);
        return allKeep ? lowest(byBranch) : fromStore(splits);
    }

    private Map<Split, List<Position>> fromBranches(Set<Split> splits) throws InterruptedException {
        Map<Split, List<Position>> found = new HashMap<>();
        for (Branch<?> branch : branches) {
            if (branch.keepsPositions()) {
                branch.stored(splits).forEach((split, encoded) -> {
                    Position position = source.decodePosition(encoded);
                    branch.skipTo(split, position);
                    found.computeIfAbsent(split, s -> new ArrayList<>()).add(position);
                });
            }
        }
        return found;
    }

    private Map<Split, Position> lowest(Map<Split, List<Position>> byBranch) {
        Map<Split, Position> lowest = new HashMap<>();
        byBranch.forEach((split, positions) -> {
            if (positions.size() == branches.size()) { // else a branch has nothing yet: from the very beginning
                lowest.put(split, lowest(split, positions));
            }
        });
        return lowest;
    }

    private static Position lowest(Split split, List<Position> positions) {
        return positions.stream()
                .filter(candidate -> positions.stream().allMatch(other -> other.covers(candidate)))
                .findFirst()
                .orElseThrow(() -> new CheckpointException("The sinks hold positions of split '" + split
                        + "' of which none lies before all others: " + positions
                        + "; they were not written by one pipeline"));
    }

    private Map<Split, Position> fromStore(Set<Split> splits) {
        Map<Split, Position> saved = new HashMap<>();
        if (store != null) {
            Map<String, String> encoded = store.load();
            for (Split split : splits) {
                String position = encoded.get(split.id());
                if (position != null) {
                    saved.put(split, source.decodePosition(position));
                }
            }
        }
        return saved;
    }
}
