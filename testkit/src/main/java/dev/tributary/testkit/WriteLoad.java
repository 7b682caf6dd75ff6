package dev.tributary.testkit;

import dev.tributary.testkit.internal.load.LoadPlan;
import dev.tributary.testkit.internal.load.LoadWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Several writers that insert, update and delete rows of one table at the same time, in transactions of several changes,
 * some of them rolled back, until they are stopped.
 *
 * <p>The table needs an integer primary key and a text column; other columns must have defaults. Keys are drawn from a
 * small range, so that writers meet at the same rows. Each text is written once only. What was committed is remembered
 * in commit order for each key: a change takes its sequence number while it holds the lock of its row, which it keeps
 * until it has committed.
 *
 * <p>The random choices come from a seed, which is printed. With several writers, the database decides how their
 * transactions interleave.
 *
 * <p>Thread-safe.
 */
public final class WriteLoad implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

    private final LoadPlan plan;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong committed = new AtomicLong();
    private final List<LoadWriter> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private WriteLoad(LoadPlan plan, int writerCount) {
        this.plan = plan;
        AtomicLong sequence = new AtomicLong();
        for (int index = 0; index < writerCount; index++) {
            LoadWriter writer = new LoadWriter(plan, index, sequence, committed, stopping);
            writers.add(writer);
            threads.add(new Thread(writer, "write-load-" + plan.table() + "-" + index));
        }
    }

    /** What a change did to its row. */
    public enum Kind {
        /** The row was not there before. */
        INSERT,
        /** The row was there before. */
        UPDATE,
        /** The row is no longer there. */
        DELETE
    }

    /**
     * One committed change of one row.
     *
     * @param sequence orders the changes of each key by their commits
     * @param kind what it did
     * @param key the row's primary key
     * @param value the row's text after the change; empty after a delete
     */
    public record Change(long sequence, Kind kind, int key, String value) {}

    /**
     * What a load has done.
     *
     * @param seed of its random choices
     * @param committed how many transactions were committed
     * @param rolledBack how many were rolled back, on purpose or as the victim of a deadlock
     * @param changes what was committed, by sequence
     * @param uncertain changes of transactions whose commit was not answered, because the server went away meanwhile:
     *     committed or not
     */
    public record Result(long seed, long committed, long rolledBack, List<Change> changes, List<Change> uncertain) {
        /** Checks and copies. */
        public Result {
            changes = List.copyOf(changes);
            uncertain = List.copyOf(uncertain);
        }

        /** The rows that the table must have if it was empty before and nothing is uncertain: text by primary key. */
        public Map<Integer, String> rows() {
            Map<Integer, String> rows = new HashMap<>();
            for (Change change : changes) {
                if (change.kind() == Kind.DELETE) {
                    rows.remove(change.key());
                } else {
                    rows.put(change.key(), change.value());
                }
            }
            return rows;
        }

        /** The counts and the seed. */
        @Override
        public String toString() {
            return committed + " transactions with " + changes.size() + " changes, " + rolledBack + " rolled back, "
                    + uncertain.size() + " changes uncertain, seed " + seed;
        }
    }

    /** A load on {@code table}, which may have its database before it as in {@code shop.orders}. */
    public static Builder on(DataSource source, String table) {
        return new Builder(source, table);
    }

    /** How many transactions have been committed so far. */
    public long committed() {
        return committed.get();
    }

    /**
     * Stops the writers, waits until their last transactions are over, and returns what they have done.
     *
     * @throws TestkitException if a writer failed; the message has the seed
     */
    public Result stop() {
        end();
        List<Change> changes = new ArrayList<>();
        List<Change> uncertain = new ArrayList<>();
        long rolledBack = 0;
        for (LoadWriter writer : writers) {
            writer.failure().ifPresent(failure -> {
                throw new TestkitException(
                        "The write load on " + plan.table() + " (seed " + plan.seed() + ") failed: "
                                + failure.getMessage(),
                        failure);
            });
            changes.addAll(writer.changes());
            uncertain.addAll(writer.uncertain());
            rolledBack += writer.rolledBack();
        }
        changes.sort(Comparator.comparingLong(Change::sequence));
        return new Result(plan.seed(), committed.get(), rolledBack, changes, uncertain);
    }

    /** Stops the writers and waits until their last transactions are over. */
    @Override
    public void close() {
        end();
    }

    private void end() {
        stopping.set(true);
        for (Thread thread : threads) {
            try {
                thread.join(STOP_LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TestkitException("Interrupted while stopping the write load on " + plan.table(), e);
            }
            if (thread.isAlive()) {
                throw new TestkitException("The thread " + thread.getName() + " is still in its transaction after "
                        + STOP_LIMIT.toSeconds() + " s");
            }
        }
    }

    private void begin() {
        System.err.println("[testkit] write load on " + plan.table() + ": seed " + plan.seed());
        threads.forEach(Thread::start);
    }

    /** Collects what a load shall be like. Not thread-safe. */
    public static final class Builder {
        private final DataSource source;
        private final String table;
        private String keyColumn = "id";
        private String valueColumn = "value";
        private int writers = 4;
        private int keys = 1_000;
        private int changesPerTransaction = 8;
        private long seed = ThreadLocalRandom.current().nextLong();
        private Duration pause = Duration.ZERO;
        private boolean outagesTolerated;

        private Builder(DataSource source, String table) {
            this.source = Objects.requireNonNull(source, "source");
            this.table = Objects.requireNonNull(table, "table");
        }

        /** The integer primary key and the text column; {@code id} and {@code value} by default. */
        public Builder columns(String key, String value) {
            keyColumn = Objects.requireNonNull(key, "key");
            valueColumn = Objects.requireNonNull(value, "value");
            return this;
        }

        /** How many write at the same time; 4 by default. */
        public Builder writers(int count) {
            writers = positive(count, "writers");
            return this;
        }

        /** How many different primary keys there are, from 1 on; 1,000 by default. */
        public Builder keys(int count) {
            keys = positive(count, "keys");
            return this;
        }

        /** The greatest number of changes in one transaction; 8 by default. */
        public Builder changesPerTransaction(int count) {
            changesPerTransaction = positive(count, "changesPerTransaction");
            return this;
        }

        /** Replays the random choices of an earlier load. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** How long each writer rests after each transaction; not at all by default. */
        public Builder pause(Duration pause) {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("pause must not be negative but was " + pause);
            }
            this.pause = pause;
            return this;
        }

        /** The writers connect again when the server goes away, instead of failing. */
        public Builder tolerateOutages() {
            outagesTolerated = true;
            return this;
        }

        /** Starts the writers. */
        public WriteLoad start() {
            LoadPlan plan = new LoadPlan(
                    source,
                    table,
                    new LoadPlan.Columns(keyColumn, valueColumn),
                    new LoadPlan.Size(keys, changesPerTransaction),
                    seed,
                    pause,
                    outagesTolerated);
            WriteLoad load = new WriteLoad(plan, writers);
            load.begin();
            return load;
        }

        private static int positive(int value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1 but was " + value);
            }
            return value;
        }
    }
}
