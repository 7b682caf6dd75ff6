package dev.tributary.binlog.faults;

import dev.tributary.ChangeEvent;
import dev.tributary.RetriableException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stores changes in a {@link Journal}, in batches that close by age, as a database would: what is in the open batch when
 * the writer is broken off is lost, and what is stored behind the last position will come again.
 */
final class JournalSink implements Sink<ChangeEvent> {

    private static final long BATCH_NANOS = Duration.ofMillis(20).toNanos();

    private final Journal journal;
    private final AtomicBoolean failsNext = new AtomicBoolean();

    JournalSink(Journal journal) {
        this.journal = journal;
    }

    /** Fails instead of storing the next batch, which is lost with the writer. Any thread. */
    void failNext() {
        failsNext.set(true);
    }

    @Override
    public String describe() {
        return "journal";
    }

    @Override
    public SinkWriter<ChangeEvent> open(SinkContext context) {
        Writer writer = new Writer(journal, failsNext, context);
        writer.start();
        return writer;
    }

    private static final class Writer implements SinkWriter<ChangeEvent> {

        private final Journal journal;
        private final AtomicBoolean failsNext;
        private final SinkContext context;
        private final Thread thread;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition ended = lock.newCondition();
        private List<Delivered> batch = new ArrayList<>(); // guarded by lock, as all below
        private @Nullable Split split;
        private @Nullable Position position;
        private boolean closed;
        private boolean failed;

        Writer(Journal journal, AtomicBoolean failsNext, SinkContext context) {
            this.journal = journal;
            this.failsNext = failsNext;
            this.context = context;
            this.thread = context.threads().newThread(this::storeByAge);
        }

        void start() {
            thread.start();
        }

        private void storeByAge() {
            lock.lock();
            try {
                while (!closed) {
                    ended.awaitNanos(BATCH_NANOS);
                    store();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                lock.unlock();
            }
        }

        private void store() {
            if (closed || failed) {
                return;
            }
            if (!batch.isEmpty() && failsNext.compareAndSet(true, false)) {
                failed = true;
                context.failed(new RetriableException("the journal cannot be written to"));
                return;
            }
            batch.forEach(journal::append);
            batch = new ArrayList<>();
            if (split != null && position != null) {
                context.durable(split, position);
                position = null;
            }
        }

        @Override
        public void write(StreamRecord<ChangeEvent> record) {
            Delivered change = Delivered.of(record.value());
            locked(() -> batch.add(change));
        }

        @Override
        public void advance(Split of, Position to) {
            locked(() -> {
                split = of;
                position = to;
            });
        }

        @Override
        public boolean flush(Duration deadline) {
            locked(this::store);
            return !failed;
        }

        @Override
        public void abort() {
            locked(() -> {
                closed = true;
                ended.signalAll();
            });
        }

        @Override
        public void close() {
            abort();
            try {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void locked(Runnable action) {
            lock.lock();
            try {
                action.run();
            } finally {
                lock.unlock();
            }
        }
    }
}
