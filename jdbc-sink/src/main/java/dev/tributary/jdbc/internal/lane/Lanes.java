package dev.tributary.jdbc.internal.lane;

import dev.tributary.jdbc.internal.database.PositionTable;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.lane.Ledger.Claimed;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The lanes of a writer, each with a connection and a thread of its own, which do not wait for each other. Work of one key goes
 * to one lane, which keeps its order.
 *
 * <p>With a table of positions each lane stores its own in the transaction of its batch. A run begins at the lowest. What lanes
 * that were ahead have stored is then left out, by the lane that it went to, and all is done serially until the lanes are
 * level; only then may their number be another, or work be spread in another way. So what a stored position says of a lane
 * always goes for one way of spreading it.
 *
 * <p>Confined to the writer's thread, but for {@link #abort}.
 *
 * @param <W> the kind of work
 */
public final class Lanes<W extends Work> implements AutoCloseable {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofHours(1);

    private final LaneQueues<W> queues;
    private final Optional<Ledger> ledger;
    private final ExecutorService aside;
    private final List<Lane<W>> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> gathered = new HashSet<>();
    private final Map<Split, CatchUp> catchUps = new HashMap<>();
    private final Map<Split, String> claimed = new HashMap<>();

    /** Is done on a connection, in a transaction of its own. */
    @FunctionalInterface
    public interface Question<R> {
        /** Returns the answer. May be called again after a failure that may pass. */
        R ask(Session session) throws java.sql.SQLException;
    }

    private Lanes(
            SinkContext context,
            LaneSettings settings,
            Session.Opener opener,
            Supplier<? extends BatchStore<W>> store,
            Optional<PositionTable> positions) {
        aside = Executors.newCachedThreadPool(context.threads());
        queues = new LaneQueues<>(context, settings, positions.isPresent());
        ledger = positions.map(table -> new Ledger(context, table, settings.lanes()));
        for (int i = 0; i < settings.lanes(); i++) {
            LaneConnection connection = new LaneConnection(context, settings, opener, aside);
            Lane<W> lane = new Lane<>(i, context, settings, queues, connection, store.get(), ledger);
            lanes.add(lane);
            threads.add(context.threads().newThread(lane));
        }
    }

    /**
     * Opens lanes and waits until each is connected.
     *
     * @param positions the table of positions, if there is one, which is created where it is not there
     * @throws dev.tributary.TributaryException if one cannot be; all are closed then
     */
    public static <W extends Work> Lanes<W> open(
            SinkContext context,
            LaneSettings settings,
            Session.Opener opener,
            Supplier<? extends BatchStore<W>> store,
            Optional<PositionTable> positions)
            throws InterruptedException {
        Lanes<W> lanes = new Lanes<>(context, settings, opener, store, positions);
        boolean opened = false;
        try {
            lanes.threads.forEach(Thread::start);
            for (Lane<W> lane : lanes.lanes) {
                lane.awaitOpened();
            }
            lanes.queues.ensureRunning();
            opened = true;
            return lanes;
        } finally {
            if (!opened) {
                lanes.abort();
                lanes.close();
            }
        }
    }

    /** Returns the number of lanes. */
    public int size() {
        return lanes.size();
    }

    private int lane(Work work) {
        return size() == 1 ? LaneQueues.FIRST : new CatchUp.Routing(gathered).lane(work, size());
    }

    /** Returns whether two pieces of work go to one lane, and went to one. */
    public boolean areTogether(Split split, Work one, Work other) {
        CatchUp catchUp = catchUps.get(split);
        return lane(one) == lane(other) && (catchUp == null || catchUp.lane(one) == catchUp.lane(other));
    }

    /** Gives work to the lane of its key; waits while the lanes hold as many bytes as they may. */
    public void put(Split split, W work, long bytes) throws InterruptedException {
        CatchUp catchUp = catchUps.get(split);
        if (catchUp != null) {
            catchUp.read(work.origin());
            if (catchUp.has(work)) {
                return;
            }
        }
        // No position tells whether a row of a snapshot is stored, so that its lane must not be ahead of others.
        boolean alone = ledger.isPresent() && size() > 1 && !work.isRepeatable() && CatchUp.isSnapshot(work.origin());
        queues.put(lane(work), split, work, bytes, alone);
    }

    /** Gives work to be done after all that was put before it, and before all that follows, in whatever lane. */
    public void putAlone(Split split, W work, long bytes) throws InterruptedException {
        CatchUp catchUp = catchUps.get(split);
        if (catchUp != null) {
            catchUp.read(work.origin());
        }
        queues.put(LaneQueues.FIRST, split, work, bytes, true);
    }

    /** Has the work of a group done in one lane from now on, or spread again. */
    public void gather(String group, boolean together) throws InterruptedException {
        boolean changed = size() > 1 && (together ? gathered.add(group) : gathered.remove(group));
        if (changed) {
            queues.barrier();
            if (ledger.isPresent()) {
                awaitStored();
                level(true);
            }
        }
    }

    /** Has something looked up on a connection, while no lane does anything. */
    public <R> R ask(String what, Question<R> question) throws InterruptedException {
        List<R> answer = new ArrayList<>();
        queues.call(what, session -> {
            answer.clear();
            answer.add(question.ask(session));
        });
        return answer.get(0);
    }

    /** Takes a position that covers all that was given so far of its split. */
    public void advance(Split split, Position position) throws InterruptedException {
        if (ledger.isPresent() && "".equals(claimed.get(split))) {
            // A source that begins now must come back to this place, and not to a later now, whichever lane stores
            // first.
            level(Map.of(split, position.encode()));
        }
        queues.advance(split, position);
        CatchUp catchUp = catchUps.get(split);
        if (catchUp != null && catchUp.isReached(position)) {
            awaitStored();
            if (queues.isAllStored()) {
                level(Map.of(split, position.encode()));
                queues.wrote(Map.of(split, position));
                catchUps.remove(split);
                queues.alwaysSerial(!catchUps.isEmpty());
            }
        }
    }

    /** Learns that a transaction of the source begins or ends, which is of interest where none is parted. */
    public void transaction(Split split, boolean begins) {
        queues.transaction(split, begins);
    }

    private void awaitStored() throws InterruptedException {
        while (!queues.awaitStored(LONG)) {
            queues.ensureRunning();
        }
    }

    /** Puts the rows of all lanes at the positions that all have reached. */
    private void level(boolean all) throws InterruptedException {
        Map<Split, Position> reached = queues.reached();
        reached.entrySet()
                .removeIf(entry -> catchUps.containsKey(entry.getKey())
                        || !claimed.containsKey(entry.getKey())
                        || (!all && !queues.isBehind(entry.getKey(), entry.getValue())));
        Map<Split, String> places = new LinkedHashMap<>();
        if (all) {
            places.putAll(claimed);
            places.keySet().removeAll(catchUps.keySet());
        }
        reached.forEach((split, position) -> places.put(split, position.encode()));
        if (!places.isEmpty()) {
            level(places);
            queues.wrote(reached);
        }
    }

    private void level(Map<Split, String> places) throws InterruptedException {
        Ledger open = ledger.orElseThrow();
        queues.call("The position of all lanes", session -> {
            for (Map.Entry<Split, String> entry : places.entrySet()) {
                open.level(session, entry.getKey(), entry.getValue(), gathered);
            }
        });
        places.keySet().forEach(open::levelled);
        claimed.putAll(places);
    }

    /** Waits until everything given so far is stored, as far as it can be; returns whether it is. */
    public boolean flush(Duration deadline) throws InterruptedException {
        boolean stored = queues.awaitStored(deadline);
        if (stored && ledger.isPresent()) {
            level(false);
        }
        return stored;
    }

    /** Returns the positions that are stored with the rows, and makes their splits its own; nothing if there are none. */
    public Map<Split, String> claim(Set<Split> splits) throws InterruptedException {
        if (ledger.isEmpty()) {
            return Map.of();
        }
        queues.forget(splits);
        Map<Split, Claimed> found = new HashMap<>();
        queues.call("The claim of positions", session -> {
            for (Split split : splits) {
                found.put(split, ledger.get().claim(session, split, gathered));
            }
        });
        Map<Split, String> places = new HashMap<>();
        found.forEach((split, claim) -> {
            claimed.put(split, claim.place());
            catchUps.remove(split);
            claim.catchUp().ifPresent(catchUp -> catchUps.put(split, catchUp));
            if (!claim.place().isEmpty()) {
                places.put(split, claim.place());
            }
        });
        queues.alwaysSerial(!catchUps.isEmpty());
        return places;
    }

    /** Breaks off whatever is under way. Any thread. */
    public void abort() {
        queues.close("The JDBC sink was aborted");
        lanes.forEach(Lane::abort);
        threads.forEach(Thread::interrupt);
    }

    /** Ends the threads: in order where they are done with their batch soon, else by {@link #abort}. */
    @Override
    public void close() {
        queues.close("The JDBC sink was closed");
        boolean interrupted = !awaitEnd();
        if (threads.stream().anyMatch(Thread::isAlive)) {
            abort();
            interrupted |= !awaitEnd();
        }
        aside.shutdown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the threads' end for a time; returns false if it was interrupted. */
    private boolean awaitEnd() {
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            for (Thread thread : threads) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                thread.join(Math.max(1, left));
            }
            return true;
        } catch (InterruptedException interrupted) {
            return false;
        }
    }
}
