package dev.tributary.flink.internal;

import dev.tributary.SnapshotProgress;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a source of Tributary in a thread of its own, while there is room for what it reads.
 *
 * @param <T> the type of the elements
 */
final class SourceThread<T> implements SourceContext, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceThread.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final long CLOSE_MILLIS = 10_000;

    private final String name;
    private final Source<T> source;
    private final @Nullable Position saved;
    private final BatchQueue<T> queue;
    private final ClassLoader classes;
    private final Counter reconnects;
    private final AtomicInteger threads = new AtomicInteger();
    private final Thread thread;
    private volatile @Nullable SourceReader<T> reader;
    private volatile boolean closed;

    SourceThread(
            String name,
            Source<T> source,
            @Nullable Position saved,
            BatchQueue<T> queue,
            ClassLoader classes,
            Counter reconnects) {
        this.name = name;
        this.source = source;
        this.saved = saved;
        this.queue = queue;
        this.classes = classes;
        this.reconnects = reconnects;
        this.thread = threads().newThread(this::run);
    }

    void start() {
        thread.start();
    }

    @SuppressWarnings("IllegalCatch") // whatever ends the reader fails the task, with that cause
    private void run() {
        try (SourceReader<T> opened = source.open(this)) {
            reader = opened;
            read(opened);
        } catch (Throwable failure) {
            if (!closed) {
                queue.fail(failure);
            }
        } finally {
            reader = null;
        }
    }

    private void read(SourceReader<T> from) throws InterruptedException {
        boolean more = true;
        while (more && !closed) {
            if (queue.awaitRoom(IDLE)) {
                Batch<T> batch = from.poll(POLL);
                if (!batch.isEmpty() || batch.isLast()) {
                    queue.put(batch);
                }
                more = !batch.isLast();
            } else {
                from.idle();
            }
        }
    }

    /** Returns about how many bytes the far end has that were not read. */
    OptionalLong bytesBehind() {
        SourceReader<T> current = reader;
        return current == null ? OptionalLong.empty() : current.bytesBehind();
    }

    /** Breaks off what it is doing, and waits for its end. */
    @Override
    public void close() {
        closed = true;
        SourceReader<T> current = reader;
        if (current != null) {
            current.abort();
        }
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String pipeline() {
        return name;
    }

    @Override
    public Map<Split, Position> assigned(Set<Split> splits) {
        if (splits.size() != 1) {
            throw new IllegalStateException(source.describe() + " is no source of one stream, but reads " + splits);
        }
        return saved == null ? Map.of() : Map.of(splits.iterator().next(), saved);
    }

    @Override
    public Map<Split, Position> revoked(Set<Split> splits, Duration deadline) {
        throw new UnsupportedOperationException("a source of one stream gives nothing away");
    }

    @Override
    public void lost(Set<Split> splits) {
        throw new UnsupportedOperationException("a source of one stream loses nothing");
    }

    @Override
    public void reconnecting(Throwable cause, Duration delay) {
        reconnects.inc();
        LOG.warn("{}: lost {}, trying again in {} ms: {}", name, source.describe(), delay.toMillis(), cause.toString());
    }

    @Override
    public void connected(String farEnd) {
        LOG.info("{}: connected to {}", name, farEnd);
    }

    @Override
    public void positionLost(Throwable cause) {
        LOG.warn("{}: begins anew: {}", name, cause.getMessage());
    }

    @Override
    public void snapshotBegan(SnapshotProgress progress) {
        LOG.info("{}: begins the snapshot of {}", name, progress);
    }

    @Override
    public void snapshotEnded(SnapshotProgress progress) {
        LOG.info("{}: ended the snapshot of {}", name, progress);
    }

    /** Fails the task: a job has nobody else to tell. */
    @Override
    public void snapshotFailed(SnapshotProgress progress, Throwable cause) {
        queue.fail(cause);
    }

    /** Nothing may be delivered twice behind a position, since Flink's state has what came before it once. */
    @Override
    public boolean isExactlyOnce() {
        return true;
    }

    @Override
    public ThreadFactory threads() {
        return work -> {
            Thread made = new Thread(work, name + " source " + threads.incrementAndGet());
            made.setDaemon(true);
            made.setContextClassLoader(classes);
            return made;
        };
    }
}
