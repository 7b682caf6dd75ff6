package dev.tributary;

import dev.tributary.format.JsonBuffer;
import dev.tributary.format.JsonForm;
import dev.tributary.format.RowWriter;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a sink without a pipeline: from a task of another engine, such as Spark or Storm, or from a program that makes changes
 * itself.
 *
 * <pre>{@code
 * try (SinkSession<ChangeEvent> table = SinkSession.open("reporting", JdbcSink.changeEvents(dataSource).build())) {
 *     for (ChangeEvent change : changes) {
 *         table.write(change);
 *     }
 *     table.flush();
 * }
 * }</pre>
 *
 * <p>Guarantee: what was written before a {@link #flush} is stored when it returns, each key's changes in the order of writing. What
 * was written after the last one may be stored or not: whoever reads it again, and writes it again, stores it at least once, which
 * changes nothing in the end where writing is idempotent, as {@code JdbcSink.changeEvents} is. A failure ends the session: every later
 * call throws it, and the caller begins again with a new one.
 *
 * <p>Confined to one thread.
 *
 * @param <T> the type of the elements
 */
public final class SinkSession<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SinkSession.class);
    private static final long BYTE_BUDGET = 16L << 20;
    private static final int ELEMENT_BYTES = 256;
    private static final Duration FLUSH_STEP = Duration.ofMinutes(1);

    private final Split split;
    private final Function<? super T, ?> key;
    private final Context context;
    private final SinkWriter<T> writer;
    private final JsonBuffer sizing = new JsonBuffer();
    private final RowWriter sizes = new RowWriter(JsonForm.standard());
    private long number;

    private SinkSession(String name, Sink<T> sink, Function<? super T, ?> key) throws InterruptedException {
        this.split = new Split(name);
        this.key = key;
        this.context = new Context(name);
        this.writer = sink.open(context);
    }

    /**
     * Opens a sink of change events, whose keys are those of their rows.
     *
     * @param name what messages, threads and metrics call the session
     * @throws ConfigurationException if the sink needs what is not here: positions, or a pipeline's transactions
     * @throws RetriableException if the far end cannot be reached
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static SinkSession<ChangeEvent> open(String name, Sink<ChangeEvent> sink) throws InterruptedException {
        return open(name, sink, ChangeEvent::key);
    }

    /**
     * Opens a sink of any elements.
     *
     * @param name what messages, threads and metrics call the session
     * @param key gives each element the key within which order is kept; null for none
     * @param <T> the type of the elements
     * @throws ConfigurationException if the sink needs what is not here: positions, or a pipeline's transactions
     * @throws RetriableException if the far end cannot be reached
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static <T> SinkSession<T> open(
            String name, Sink<T> sink, Function<? super T, ? extends @Nullable Object> key)
            throws InterruptedException {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        requireUsable(sink);
        return new SinkSession<>(name, sink, key);
    }

    private static void requireUsable(Sink<?> sink) {
        if (sink.keepsPositions()) {
            throw new ConfigurationException(
                    sink.describe() + " stores positions itself (exactlyOnce()), but outside a pipeline"
                            + " there are none: build the sink without it");
        }
        Set<Trait> missing = EnumSet.noneOf(Trait.class);
        missing.addAll(sink.needs());
        missing.remove(Trait.KEYS);
        if (!missing.isEmpty()) {
            throw new ConfigurationException(sink.describe() + " needs what there is in a pipeline only: "
                    + String.join(", ", missing.stream().map(Trait::description).toList()));
        }
    }

    /**
     * Takes an element. Returns at once, or waits while the session holds 16 MiB that are not stored.
     *
     * @throws SinkException if an element, this one or an earlier one, cannot be stored
     * @throws TributaryException if the session has failed
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public void write(T element) throws InterruptedException {
        context.ensureRunning();
        Origin origin = element instanceof ChangeEvent change
                ? change.origin()
                : new Place(split.toString(), number, Instant.now());
        number++;
        Object of = key.apply(element);
        writer.write(
                of == null || (of instanceof RowKey row && row.isEmpty())
                        ? StreamRecord.withoutKey(element, origin, split, size(element))
                        : StreamRecord.of(element, of, origin, split, size(element)));
    }

    private int size(T element) {
        if (!(element instanceof ChangeEvent change)) {
            return ELEMENT_BYTES;
        }
        sizing.clear();
        change.before().ifPresent(row -> sizes.write(row, sizing));
        change.after().ifPresent(row -> sizes.write(row, sizing));
        return ELEMENT_BYTES + sizing.size();
    }

    /**
     * Stores everything that was written; returns when it is stored.
     *
     * @throws SinkException if an element cannot be stored
     * @throws TributaryException if the session has failed
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public void flush() throws InterruptedException {
        do {
            context.ensureRunning();
        } while (!writer.flush(FLUSH_STEP));
    }

    /** Closes the sink's writer. Stores nothing any more: {@link #flush} first. Idempotent. */
    @Override
    public void close() {
        writer.close();
    }

    /** Where an element came from that does not say so itself. */
    private record Place(String session, long number, Instant time) implements Origin {

        @Override
        public String toString() {
            return "element " + number + " of " + session;
        }
    }

    /** What the writer reports. Thread-safe. */
    private static final class Context implements SinkContext {

        private final String name;
        private final AtomicInteger threads = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Context(String name) {
            this.name = name;
        }

        void ensureRunning() {
            Throwable cause = failure;
            if (cause instanceof TributaryException known) {
                throw known;
            }
            if (cause != null) {
                throw new SinkException("The sink of '" + name + "' has failed: " + cause, cause);
            }
        }

        @Override
        public String pipeline() {
            return name;
        }

        @Override
        public void durable(Split split, Position position) {
            // No position is given to the writer: whoever has opened the session knows where it reads.
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
        }

        @Override
        public void rejected(StreamRecord<?> record, Throwable cause) {
            throw cause instanceof TributaryException known
                    ? known
                    : new SinkException("The sink of '" + name + "' cannot store " + record + ": " + cause, cause);
        }

        @Override
        public void retried(Throwable cause) {
            LOG.warn("'{}': tries again what has failed: {}", name, cause.toString());
        }

        @Override
        public long byteBudget() {
            return BYTE_BUDGET;
        }

        @Override
        public ThreadFactory threads() {
            return work -> {
                Thread thread = new Thread(work, name + " sink " + threads.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            };
        }
    }
}
