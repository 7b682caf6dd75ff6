package dev.tributary.jdbc.internal.lane;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.database.PositionTable;
import dev.tributary.jdbc.internal.database.PositionTable.LanePlace;
import dev.tributary.jdbc.internal.database.PositionTable.Mark;
import dev.tributary.jdbc.internal.database.PositionTable.SplitKey;
import dev.tributary.jdbc.internal.database.PositionTable.Stored;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.Trait;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the positions of lanes in the target, as far as this writer owns their splits. Statements run in the open transaction
 * of a lane. Thread-safe.
 */
final class Ledger {

    private final SinkContext context;
    private final PositionTable table;
    private final int lanes;
    private final Map<Split, Owned> owned = new ConcurrentHashMap<>();
    private final Map<LaneRow, Long> tickets =
            new ConcurrentHashMap<>(); // of what was committed last, where it is known

    /**
     * A split that is ours.
     *
     * @param rows the number of its rows
     * @param catchUp what lanes of a former run are ahead of others; null once all are level
     */
    private record Owned(long epoch, int rows, @Nullable CatchUp catchUp) {}

    /** The row of a lane. */
    private record LaneRow(Split split, int lane) {}

    /**
     * What was found of a split.
     *
     * @param place where it goes on, encoded; empty if nothing is stored
     */
    record Claimed(String place, Optional<CatchUp> catchUp) {}

    Ledger(SinkContext context, PositionTable table, int lanes) {
        this.context = context;
        this.table = table;
        this.lanes = lanes;
    }

    PositionTable table() {
        return table;
    }

    private SplitKey key(Split split) {
        return new SplitKey(context.pipeline(), split.id());
    }

    /** Makes a split this writer's own. */
    Claimed claim(Session session, Split split, Set<String> gathered) throws SQLException {
        Stored entry = table.claim(session, key(split));
        tickets.keySet().removeIf(row -> row.split().equals(split));
        String lowest = lowest(split, entry.lanes());
        if (entry.lanes().stream().allMatch(lane -> lane.place().equals(lowest))) {
            owned.put(split, new Owned(entry.epoch(), lanes, null));
            level(session, split, lowest, gathered);
            return new Claimed(lowest, Optional.empty());
        }
        List<@Nullable Position> ahead = new ArrayList<>();
        for (int lane = 0; lane < entry.lanes().size(); lane++) {
            LanePlace place = entry.lanes().get(lane);
            boolean isAhead = !place.place().equals(lowest);
            ahead.add(isAhead ? context.decodePosition(place.place()) : null);
            if (isAhead && !place.ahead()) {
                table.markAhead(session, key(split), entry.epoch(), lane);
            }
        }
        CatchUp catchUp = new CatchUp(ahead, routing(split, entry.routing()));
        owned.put(split, new Owned(entry.epoch(), ahead.size(), catchUp));
        return new Claimed(lowest, Optional.of(catchUp));
    }

    /** Those that are ahead were so in a run before; what the others wrote since is of one run, and so in one order. */
    private String lowest(Split split, List<LanePlace> places) {
        Set<String> candidates = places.stream()
                .filter(place -> !place.ahead())
                .map(LanePlace::place)
                .collect(Collectors.toSet());
        if (candidates.size() == 1 || candidates.contains("")) {
            return candidates.size() == 1 ? candidates.iterator().next() : "";
        }
        List<Position> positions =
                candidates.stream().map(context::decodePosition).toList();
        return candidates.stream()
                .filter(candidate -> {
                    Position decoded = context.decodePosition(candidate);
                    return positions.stream().allMatch(other -> other.covers(decoded));
                })
                .findFirst()
                .orElseThrow(() -> new SinkException("The lanes of pipeline '" + context.pipeline()
                        + "' have positions of split '" + split + "' in " + table.name()
                        + " of which none lies before all others: " + positions));
    }

    /** Puts all lanes at one place, encoded, as many as there are now. */
    void level(Session session, Split split, String place, Set<String> gathered) throws SQLException {
        Mark mark = new Mark(owner(split).epoch(), ThreadLocalRandom.current().nextLong());
        if (!table.level(session, key(split), mark, lanes, place, encode(gathered))) {
            throw notAsLeft(session, split);
        }
        for (int lane = 0; lane < lanes; lane++) {
            tickets.put(new LaneRow(split, lane), mark.ticket());
        }
    }

    /** Learns that all lanes of a split are at one place, as many as there are now. */
    void levelled(Split split) {
        owned.computeIfPresent(split, (s, former) -> new Owned(former.epoch(), lanes, null));
    }

    /** Stores the positions of a batch. */
    void write(Session session, int lane, Batch<?> batch, long ticket) throws SQLException {
        for (Map.Entry<Split, Position> entry : batch.positions().entrySet()) {
            Split split = entry.getKey();
            String place = entry.getValue().encode();
            Mark mark = new Mark(owner(split).epoch(), ticket);
            for (int row : rows(split, lane, batch)) {
                Long last = tickets.get(new LaneRow(split, row));
                if (!table.write(session, key(split), row, mark, last, place)) {
                    throw notAsLeft(session, split);
                }
            }
        }
    }

    /** Learns that a batch is committed. */
    void committed(int lane, Batch<?> batch, long ticket) {
        for (Split split : batch.positions().keySet()) {
            rows(split, lane, batch).forEach(row -> tickets.put(new LaneRow(split, row), ticket));
        }
    }

    private List<Integer> rows(Split split, int lane, Batch<?> batch) {
        Owned owner = owner(split);
        CatchUp catchUp = owner.catchUp();
        if (!batch.serial()) {
            return List.of(lane);
        }
        List<Integer> rows = new ArrayList<>();
        Position position = batch.positions().get(split);
        for (int row = 0; row < owner.rows(); row++) {
            if (catchUp == null || (position != null && catchUp.admits(row, position))) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Returns whether a batch of a ticket is stored, of which that is not known. */
    boolean isStored(Session session, int lane, Batch<?> batch, long ticket) throws SQLException {
        for (Split split : batch.positions().keySet()) {
            for (int row : rows(split, lane, batch)) {
                table.awaitCommit(session, key(split), row);
                Optional<Mark> found = table.mark(session, key(split), row);
                if (found.isEmpty() || found.get().epoch() != owner(split).epoch()) {
                    throw notAsLeft(session, split);
                }
                return found.get().ticket() == ticket;
            }
        }
        return false;
    }

    private Owned owner(Split split) {
        Owned owner = owned.get(split);
        if (owner == null) {
            throw new IllegalStateException("The split " + split + " was not claimed");
        }
        return owner;
    }

    /** Returns the exception for a row that is not as this writer has left it: there is a rival, or the database is another. */
    private TributaryException notAsLeft(Session session, Split split) throws SQLException {
        session.rollback(); // also lest an older state be seen
        Optional<Mark> found = table.mark(session, key(split), LaneQueues.FIRST); // each owner has that row
        session.rollback();
        return found.isPresent() && found.get().epoch() > owner(split).epoch() ? fenced(split) : lost(split);
    }

    private TributaryException lost(Split split) {
        return new RetriableException("The target has lost what it had stored of split '" + split + "' of pipeline '"
                + context.pipeline() + "': " + table.name()
                + " stands where it stood before. Was a server that lags behind put in its place, or a backup? The pipeline has"
                + " to go on from there, as it does when it begins anew: let onSinkError(ErrorPolicy.retry(...)) have it do so"
                + " by itself");
    }

    /** Where another source hands splits out, it will say which are left; else there is a rival. */
    private TributaryException fenced(Split split) {
        String what =
                "Split '" + split + "' of pipeline '" + context.pipeline() + "' was claimed by another writer, in "
                        + table.name() + " of the target: nothing that this one had not committed is stored";
        boolean handedOut = context.soleSource()
                .filter(source -> !source.gives().contains(Trait.ONE_SPLIT))
                .isPresent();
        return handedOut
                ? new RetriableException(what)
                : new SinkException(
                        what + ". It has stopped for good, since a newer instance of the pipeline has taken over; two"
                                + " that shall run side by side need different names");
    }

    private String encode(Set<String> gathered) {
        return KeyHash.VERSION + ";"
                + gathered.stream()
                        .sorted()
                        .map(group -> URLEncoder.encode(group, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(","));
    }

    private CatchUp.Routing routing(Split split, String encoded) {
        String version = KeyHash.VERSION + ";";
        if (!encoded.startsWith(version)) {
            throw new ConfigurationException("The lanes of pipeline '" + context.pipeline()
                    + "' were stopped apart from"
                    + " each other in split '" + split + "', by a version of this library that spreads keys in another"
                    + " way (" + encoded + " in " + table.name()
                    + "): let that version run once more, and stop it in order");
        }
        Set<String> gathered = new HashSet<>();
        Arrays.stream(encoded.substring(version.length()).split(","))
                .filter(group -> !group.isEmpty())
                .forEach(group -> gathered.add(URLDecoder.decode(group, StandardCharsets.UTF_8)));
        return new CatchUp.Routing(gathered);
    }
}
