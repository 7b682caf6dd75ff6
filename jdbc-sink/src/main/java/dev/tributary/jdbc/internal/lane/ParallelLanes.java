package dev.tributary.jdbc.internal.lane;

import dev.tributary.RowKey;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lanes that do not wait for each other, each with a connection and a thread of its own.
 *
 * @param <W> the kind of work
 */
public final class ParallelLanes<W extends Work> implements Lanes<W> {

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final LaneQueues<W> queues;
    private final List<Lane<W>> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private ParallelLanes(
            SinkContext context,
            LaneSettings settings,
            Session.Opener opener,
            Supplier<? extends BatchStore<W>> store) {
        queues = new LaneQueues<>(context, settings);
        for (int i = 0; i < settings.lanes(); i++) {
            Lane<W> lane = new Lane<>(i, context, settings, queues, opener, store.get());
            lanes.add(lane);
            threads.add(context.threads().newThread(lane));
        }
    }

    /**
     * Opens lanes and waits until each is connected.
     *
     * @throws dev.tributary.TributaryException if one cannot be; all are closed then
     */
    public static <W extends Work> ParallelLanes<W> open(
            SinkContext context, LaneSettings settings, Session.Opener opener, Supplier<? extends BatchStore<W>> store)
            throws InterruptedException {
        ParallelLanes<W> lanes = new ParallelLanes<>(context, settings, opener, store);
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

    @Override
    public int laneOf(Object key) {
        int hash = (key instanceof RowKey ofRow ? ofRow.folded() : key).hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), lanes.size());
    }

    @Override
    public int size() {
        return lanes.size();
    }

    @Override
    public void put(int lane, W work, long bytes) throws InterruptedException {
        queues.put(lane, work, bytes);
    }

    @Override
    public void drain() throws InterruptedException {
        queues.awaitStored();
    }

    @Override
    public void advance(Split split, Position position) throws InterruptedException {
        queues.advance(split, position);
    }

    @Override
    public boolean flush(Duration deadline) throws InterruptedException {
        return queues.awaitStored(deadline);
    }

    @Override
    public void abort() {
        queues.close("The JDBC sink was aborted");
        lanes.forEach(Lane::abort);
        threads.forEach(Thread::interrupt);
    }

    @Override
    public void close() {
        queues.close("The JDBC sink was closed");
        boolean interrupted = !awaitEnd();
        if (threads.stream().anyMatch(Thread::isAlive)) {
            abort();
            interrupted |= !awaitEnd();
        }
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
