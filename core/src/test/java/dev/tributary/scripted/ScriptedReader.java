package dev.tributary.scripted;

import dev.tributary.DecodeException;
import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.SourceSnapshot;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Reads the streams of a {@link ScriptedSource}. What a test wants of it is done at the next poll. */
public final class ScriptedReader implements SourceReader<Element> {

    /** Something that a source does of its own accord, on the reader's thread. */
    public interface Turn {
        void run(SourceContext context) throws InterruptedException;
    }

    private final ScriptedSource source;
    private final SourceContext context;
    private final Map<Split, Integer> next = new ConcurrentSkipListMap<>((a, b) -> a.id().compareTo(b.id()));
    private final Set<Split> begun = new HashSet<>();
    private final Queue<Turn> turns = new ConcurrentLinkedQueue<>();
    private final Queue<Map<Split, Position>> acknowledgements = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private boolean wake;
    private boolean aborted;
    private boolean assigned;

    ScriptedReader(ScriptedSource source, SourceContext context) {
        this.source = source;
        this.context = context;
    }

    /** Has something done on the reader's thread, at its next poll. */
    public void atNextPoll(Turn turn) {
        turns.add(turn);
        wakeup();
    }

    /** Returns all that was acknowledged to this reader, in order. */
    public Queue<Map<Split, Position>> acknowledgements() {
        return new ArrayDeque<>(acknowledgements);
    }

    /** Returns whether a split is read now. Any thread. */
    public boolean reads(Split split) {
        return next.containsKey(split);
    }

    /** Asks where to begin splits, and reads them from now on. */
    public void assign(Set<Split> splits) throws InterruptedException {
        Map<Split, Position> saved = context.assigned(splits);
        for (Split split : splits) {
            Position start = saved.get(split);
            next.put(split, start == null ? source.beginning(split) : ((Place.Behind) start).items());
            begun.remove(split);
        }
    }

    /** Gives up splits in order; returns how far they are stored. */
    public Map<Split, Position> revoke(Set<Split> splits, Duration deadline) throws InterruptedException {
        next.keySet().removeAll(splits);
        return context.revoked(splits, deadline);
    }

    /** Loses splits. */
    public void lose(Set<Split> splits) throws InterruptedException {
        next.keySet().removeAll(splits);
        context.lost(splits);
    }

    @Override
    public Batch<Element> poll(Duration timeout) throws InterruptedException {
        return source.script().play(Call.POLL, () -> {
            if (!assigned) {
                assigned = true;
                assign(source.streams().keySet());
            }
            Turn turn = turns.poll();
            if (turn != null) {
                turn.run(context);
            }
            readSnapshots();
            Batch.Builder<Element> batch = Batch.builder();
            boolean more = read(batch);
            boolean reading = source.snapshots().stream().anyMatch(ScriptedSnapshot::isRunning);
            if (!more && !reading && source.ends()) {
                return batch.buildLast();
            }
            Batch<Element> read = batch.build();
            if (read.isEmpty()) {
                awaitWakeup(timeout);
            }
            return read;
        });
    }

    /** Has each snapshot that runs add a chunk to the first stream. */
    private void readSnapshots() throws InterruptedException {
        Stream first = source.streams().values().iterator().next();
        for (ScriptedSnapshot snapshot : source.snapshots()) {
            snapshot.endIfCancelled(first);
            if (snapshot.isRunning()) {
                if (snapshot.progress().chunks() == 0) {
                    context.snapshotBegan(snapshot.progress());
                }
                source.script().play(Call.CHUNK, () -> {
                    snapshot.addChunk(first);
                    return null;
                });
                if (snapshot.progress().state().isTerminal()) {
                    context.snapshotEnded(snapshot.progress());
                }
            }
        }
    }

    @Override
    public SourceSnapshot snapshot(String id, SnapshotTable table) {
        return source.script().playUninterrupted(Call.SNAPSHOT, () -> source.snapshot(id, table));
    }

    @Override
    public List<SnapshotProgress> snapshots() {
        return source.snapshots().stream().map(ScriptedSnapshot::progress).toList();
    }

    /** Reads of each split one transaction, or as many items as it may; returns whether there is more. */
    private boolean read(Batch.Builder<Element> batch) {
        boolean more = false;
        for (Map.Entry<Split, Integer> entry : List.copyOf(next.entrySet())) {
            Split split = entry.getKey();
            Stream stream = source.streams().get(split);
            if (begun.add(split)) {
                batch.advanced(split, new Place.Behind(entry.getValue()));
            }
            int index = entry.getValue();
            int limit = (int) Math.min(stream.size(), (long) index + source.itemsPerPoll());
            boolean committed = false;
            while (index < limit && !committed) {
                committed = add(batch, split, stream, index);
                index++;
            }
            next.put(split, index);
            more |= index < stream.size();
        }
        return more;
    }

    /** Adds an item and returns whether it ends a transaction. */
    private boolean add(Batch.Builder<Element> batch, Split split, Stream stream, int index) {
        Stream.Item item = stream.item(index);
        Place.At origin = new Place.At(split.id(), index);
        int bytes = source.bytesPerRecord();
        if (item instanceof Stream.Change change) {
            Element element = change.element();
            batch.record(StreamRecord.of(element, element.key(), origin, split, bytes));
            batch.holding(bytes);
        } else if (item instanceof Stream.Garbage garbage) {
            byte[] text = garbage.element().toString().getBytes(StandardCharsets.UTF_8);
            batch.undecodable(new Undecodable(split, origin, text, text, new DecodeException("garbage at " + origin)));
            batch.holding(bytes);
        } else if (item instanceof Stream.Began began) {
            batch.transactionBegan(split, began.transaction());
        } else if (item instanceof Stream.Committed committed) {
            batch.transactionCommitted(split, committed.transaction());
            batch.advanced(split, new Place.Behind(index + 1));
            return true;
        } else if (item instanceof Stream.Table table) {
            batch.tableChanged(split, table.change());
            batch.advanced(split, new Place.Behind(index + 1));
        }
        return false;
    }

    private void awaitWakeup(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = timeout.toNanos();
            while (!wake && !aborted && nanos > 0) {
                nanos = woken.awaitNanos(nanos);
            }
            wake = false;
            if (aborted) {
                throw new IllegalStateException("the reader was aborted");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void acknowledge(Map<Split, Position> durable) {
        source.script().playUninterrupted(Call.ACKNOWLEDGE, () -> {
            acknowledgements.add(Map.copyOf(durable));
            source.acknowledged(durable);
            return null;
        });
    }

    @Override
    public Map<Split, Position> end() throws InterruptedException {
        return source.script().play(Call.END, () -> {
            Map<Split, Position> ends = new HashMap<>();
            for (Split split : next.keySet()) {
                ends.put(split, new Place.Behind(source.streams().get(split).size()));
            }
            return ends;
        });
    }

    @Override
    public void idle() throws InterruptedException {
        source.script().play(Call.IDLE, () -> null);
    }

    @Override
    public void wakeup() {
        lock.lock();
        try {
            wake = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void abort() {
        lock.lock();
        try {
            aborted = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        source.script().playUninterrupted(Call.CLOSE, () -> null);
    }
}
