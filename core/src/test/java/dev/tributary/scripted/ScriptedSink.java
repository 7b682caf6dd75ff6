package dev.tributary.scripted;

import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stores into a {@link Vault} what it is given: when it is told a position (the default), later, on a thread of its own,
 * or only when it is flushed. Until then it holds it, and loses it if it fails. Settings may be changed until it is
 * opened.
 */
public final class ScriptedSink<T> implements Sink<T> {

    /** When the sink stores. */
    private enum Storing {
        AT_POSITIONS,
        ON_A_THREAD,
        ON_FLUSH,
        NEVER
    }

    private final String name;
    private final Script script;
    private final Vault vault;
    private final Set<Trait> needs = EnumSet.noneOf(Trait.class);
    private final List<Writer> writers = Collections.synchronizedList(new ArrayList<>());
    private Storing storing = Storing.AT_POSITIONS;
    private int behind;
    private boolean keepsPositions;
    private Predicate<? super T> rejected = element -> false;

    public ScriptedSink() {
        this("scripted sink", new Script("sink"), new Vault());
    }

    public ScriptedSink(String name, Script script, Vault vault) {
        this.name = name;
        this.script = script;
        this.vault = vault;
    }

    /** Stores only when it is flushed. */
    public ScriptedSink<T> storingOnFlush() {
        storing = Storing.ON_FLUSH;
        return this;
    }

    /** Stores when it is told the n-th position after the one that covers the data, or flushed. */
    public ScriptedSink<T> storingLate(int positions) {
        behind = positions;
        return this;
    }

    /** Stores at each position, on a thread of its own. */
    public ScriptedSink<T> storingOnAThread() {
        storing = Storing.ON_A_THREAD;
        return this;
    }

    /** Stores nothing; a flush takes all its time in vain. */
    public ScriptedSink<T> storingNever() {
        storing = Storing.NEVER;
        return this;
    }

    /** Stores positions with the data. */
    public ScriptedSink<T> keepingPositions() {
        keepsPositions = true;
        return this;
    }

    public ScriptedSink<T> rejecting(Predicate<? super T> predicate) {
        rejected = predicate;
        return this;
    }

    public ScriptedSink<T> needing(Trait trait) {
        needs.add(trait);
        return this;
    }

    public Script script() {
        return script;
    }

    public Vault vault() {
        return vault;
    }

    /** Returns the writer that was opened last. */
    public Writer writer() {
        return writers.get(writers.size() - 1);
    }

    @Override
    public String describe() {
        return name;
    }

    @Override
    public boolean keepsPositions() {
        return keepsPositions;
    }

    @Override
    public Set<Trait> needs() {
        return needs;
    }

    @Override
    public SinkWriter<T> open(SinkContext context) throws InterruptedException {
        return script.play(Call.OPEN, () -> {
            context.explained("elements", "by the script");
            Writer writer = new Writer(context);
            writers.add(writer);
            return writer;
        });
    }

    private record Held<T>(StreamRecord<T> record) {}

    private record Mark(Split split, Position position) {}

    /** A position with what it covers. */
    private record Covered(List<Object> held, Mark mark) {}

    /** A writer; a test may have it fail by its context. */
    public final class Writer implements SinkWriter<T> {

        private final SinkContext context;
        private final ExecutorService thread;
        private final List<Object> pending = new ArrayList<>(); // guarded by this
        private volatile boolean aborted;

        private Writer(SinkContext context) {
            this.context = context;
            this.thread = Executors.newSingleThreadExecutor(context.threads());
        }

        public SinkContext context() {
            return context;
        }

        public boolean isAborted() {
            return aborted;
        }

        @Override
        public void write(StreamRecord<T> record) throws InterruptedException {
            script.play(Call.WRITE, () -> {
                if (rejected.test(record.value())) {
                    context.rejected(record, new SinkException("the row is bad"));
                } else {
                    hold(new Held<>(record));
                }
                return null;
            });
        }

        private synchronized void hold(Object entry) {
            pending.add(entry);
        }

        @Override
        public void advance(Split split, Position position) throws InterruptedException {
            script.play(Call.ADVANCE, () -> {
                hold(new Mark(split, position));
                switch (storing) {
                    case AT_POSITIONS -> store(behind);
                    case ON_A_THREAD -> thread.execute(this::storeOrFail);
                    default -> {
                        // later or never
                    }
                }
                return null;
            });
        }

        @SuppressWarnings("IllegalCatch") // the script may throw anything
        private void storeOrFail() {
            try {
                store(0);
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (Throwable failure) {
                context.failed(failure);
            }
        }

        /** Stores all that is held but what belongs to the newest positions, of whatever split. */
        private void store(int butPositions) throws InterruptedException {
            for (Covered next = take(butPositions); next != null; next = take(butPositions)) {
                Mark mark = next.mark();
                keep(next.held(), mark);
                script.play(
                        Call.REPORT,
                        () -> { // with no lock held: a report that hangs does not keep writes from coming
                            context.durable(mark.split(), mark.position());
                            return null;
                        });
            }
        }

        /** Takes the oldest position with what it covers, if it is not one of the newest; null if there is none such. */
        private synchronized @Nullable Covered take(int butPositions) {
            List<Mark> marks = pending.stream()
                    .filter(Mark.class::isInstance)
                    .map(Mark.class::cast)
                    .toList();
            if (marks.size() <= butPositions) {
                return null;
            }
            Mark first = marks.get(0);
            List<Object> covered = pending.subList(0, pending.indexOf(first)).stream()
                    .filter(entry -> ((Held<?>) entry).record().split().equals(first.split()))
                    .toList();
            pending.removeAll(covered);
            pending.remove(first);
            return new Covered(covered, first);
        }

        private void keep(List<Object> held, Mark mark) {
            List<Object> elements = new ArrayList<>();
            for (Object entry : held) {
                elements.add(((Held<?>) entry).record().value());
            }
            if (keepsPositions) {
                vault.store(elements, mark.split(), mark.position());
            } else {
                vault.store(elements);
            }
        }

        /** Stores records that no position has followed yet, as a flush does. */
        private synchronized void storeRest() {
            List<Object> elements = new ArrayList<>();
            for (Object entry : pending) {
                if (entry instanceof Held<?> held) {
                    elements.add(held.record().value());
                }
            }
            vault.store(elements);
            pending.clear();
        }

        @Override
        public void transactionBegan(Split split, Transaction transaction) {
            script.playUninterrupted(Call.BEGAN, () -> null);
        }

        @Override
        public void transactionCommitted(Split split, Transaction transaction) {
            script.playUninterrupted(Call.COMMITTED, () -> null);
        }

        @Override
        public void tableChanged(Split split, TableChange change) throws InterruptedException {
            script.play(Call.TABLE_CHANGED, () -> {
                hold(new Held<Object>(StreamRecord.withoutKey(change, change.origin(), split, 0)));
                return null;
            });
        }

        @Override
        public boolean flush(Duration deadline) throws InterruptedException {
            return script.play(Call.FLUSH, () -> {
                switch (storing) {
                    case ON_A_THREAD -> onThread();
                    case NEVER -> {
                        return new java.util.concurrent.CountDownLatch(1)
                                .await(deadline.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
                    }
                    default -> storeAll();
                }
                return true;
            });
        }

        private void storeAll() throws InterruptedException {
            store(0);
            if (!keepsPositions) {
                storeRest(); // a record whose position is still to come would be stored twice by a sink that keeps them
            }
        }

        private void onThread() throws InterruptedException {
            try {
                CompletableFuture.runAsync(this::storeOrFail, thread).get();
            } catch (java.util.concurrent.ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
            storeRest();
        }

        @Override
        public Map<Split, String> stored(Set<Split> splits) throws InterruptedException {
            return script.play(Call.STORED, () -> {
                Map<Split, String> stored = new HashMap<>(vault.positions());
                stored.keySet().retainAll(splits);
                return stored;
            });
        }

        @Override
        public void abort() {
            aborted = true;
            thread.shutdownNow();
        }

        @Override
        public void close() {
            thread.shutdownNow();
            script.playUninterrupted(Call.CLOSE, () -> null);
        }
    }
}
