package dev.tributary.jdbc.internal.lane;

import dev.tributary.BinlogOrigin;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What lanes of a former run had stored of a split beyond the place where this run begins, because each stores a position of
 * its own. Confined to the writer's thread, but for {@link #admits}.
 */
final class CatchUp {

    private final List<@Nullable Position> ahead;
    private final Routing routing;
    private final Set<Integer> passed = new HashSet<>();

    /**
     * How work was spread over lanes.
     *
     * @param gathered what went to the first lane, by {@link Work#group}
     */
    record Routing(Set<String> gathered) {

        int lane(Work work, int lanes) {
            return gathered.contains(work.group()) ? LaneQueues.FIRST : KeyHash.lane(work.keyHash(), lanes);
        }
    }

    /** @param ahead by lane, how far it was; null for those that this run begins at */
    CatchUp(List<@Nullable Position> ahead, Routing routing) {
        this.ahead = ahead;
        this.routing = routing;
    }

    /** Returns whether work was stored by the lane that it went to. */
    boolean has(Work work) {
        Position place = ahead.get(lane(work));
        return place != null && place.includes(work.origin());
    }

    /** Returns the lane that work went to. */
    int lane(Work work) {
        return routing.lane(work, ahead.size());
    }

    /** Learns that something was read: where it lies behind a lane's place, the next position does so too. */
    void read(Origin origin) {
        if (isSnapshot(origin)) {
            return; // no position includes a row of a snapshot, wherever it is
        }
        for (int lane = 0; lane < ahead.size(); lane++) {
            Position place = ahead.get(lane);
            if (place != null && !place.includes(origin)) {
                passed.add(lane);
            }
        }
    }

    static boolean isSnapshot(Origin origin) {
        return origin instanceof BinlogOrigin binlog && binlog.isSnapshot();
    }

    /** Returns whether a position, which comes now, lies behind the places of all lanes. */
    boolean isReached(Position position) {
        return IntStream.range(0, ahead.size()).allMatch(lane -> passed.contains(lane) || admits(lane, position));
    }

    /** Returns whether the place of a lane may be replaced by a position, because it is no step back. Any thread. */
    boolean admits(int lane, Position position) {
        Position place = ahead.get(lane);
        return place == null || Objects.requireNonNull(position).covers(place);
    }
}
