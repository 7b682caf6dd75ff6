package dev.tributary.internal.runtime;

import dev.tributary.PipelineException;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sink of a run, with its writer. A branch that stores positions itself leaves out what it has when the run begins
 * before that, for the sake of another branch: records, changes of tables, and positions, which it must not store over
 * its newer one. Confined to the pipeline's thread, but for {@link #abort}.
 */
final class Branch<T> {

    private final String pipeline;
    private final String title;
    private final Sink<T> sink;
    private final SinkWriter<T> writer;
    private final SinkContext context;
    private final Map<Split, Position> has = new HashMap<>();
    private boolean failed;

    private Branch(String title, Sink<T> sink, SinkWriter<T> writer, SinkContext context) {
        this.pipeline = context.pipeline();
        this.title = title;
        this.sink = sink;
        this.writer = writer;
        this.context = context;
    }

    /**
     * Opens a sink.
     *
     * @param title what it is called in messages, such as {@code the sink Kafka kafka:9092}
     */
    @SuppressWarnings("IllegalCatch") // whatever a sink throws has ended the attempt
    static <T> Branch<T> open(String title, Sink<T> sink, SinkContext context) throws InterruptedException {
        try {
            return new Branch<>(title, sink, sink.open(context), context);
        } catch (RuntimeException | Error failure) {
            throw new PipelineException(context.pipeline(), title + " cannot be opened", failure);
        }
    }

    private interface Call {
        void run() throws InterruptedException;
    }

    /** Calls the writer; what it throws becomes this branch's failure. */
    @SuppressWarnings("IllegalCatch") // whatever a writer throws has ended it
    private void call(@Nullable Origin origin, Call call) throws InterruptedException {
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            throw failed(origin, thrown);
        }
    }

    private RuntimeException failed(@Nullable Origin origin, Throwable thrown) {
        failed = true;
        if (thrown instanceof PipelineException || thrown instanceof Handover.ClosedException) {
            return (RuntimeException) thrown;
        }
        String what = title + " failed";
        return origin == null
                ? new PipelineException(pipeline, what, thrown)
                : new PipelineException(pipeline, what, origin, thrown);
    }

    @SuppressWarnings("unchecked") // the stage that leads here made the records, of the sink's element type
    void write(StreamRecord<?> record) throws InterruptedException {
        if (!has(record.split(), record.origin())) {
            call(record.origin(), () -> writer.write((StreamRecord<T>) record));
        }
    }

    private boolean has(Split split, Origin origin) {
        Position stored = has.isEmpty() ? null : has.get(split);
        return stored != null && stored.includes(origin);
    }

    /** Passes a position on, unless the writer would take a step back by it. */
    void advance(Split split, Position position) throws InterruptedException {
        Position stored = has.get(split);
        if (stored == null || position.covers(stored)) {
            has.remove(split);
            call(null, () -> writer.advance(split, position));
        } else if (stored.covers(position)) {
            context.durable(split, position);
        }
        // else neither covers the other: a position that follows covers both, and is reported
    }

    @SuppressWarnings("IllegalCatch") // as in call
    void transactionBegan(Split split, Transaction transaction) {
        try {
            writer.transactionBegan(split, transaction);
        } catch (RuntimeException | Error thrown) {
            throw failed(null, thrown);
        }
    }

    @SuppressWarnings("IllegalCatch") // as in call
    void transactionCommitted(Split split, Transaction transaction) {
        try {
            writer.transactionCommitted(split, transaction);
        } catch (RuntimeException | Error thrown) {
            throw failed(null, thrown);
        }
    }

    void tableChanged(Split split, TableChange change) throws InterruptedException {
        if (!has(split, change.origin())) {
            call(change.origin(), () -> writer.tableChanged(split, change));
        }
    }

    boolean flush(Duration deadline) throws InterruptedException {
        boolean[] stored = new boolean[1];
        call(null, () -> stored[0] = writer.flush(deadline));
        return stored[0];
    }

    /** Stores everything, or fails if that takes too long. */
    void flushWithin(Duration limit) throws InterruptedException {
        if (!flush(limit)) {
            throw failed(
                    null,
                    new SinkException("It did not store what it was given within " + limit.toSeconds()
                            + " s: is its far end reachable?"));
        }
    }

    boolean commitsForSource() {
        return writer.commitsForSource();
    }

    boolean keepsPositions() {
        return sink.keepsPositions();
    }

    Map<Split, String> stored(Set<Split> splits) throws InterruptedException {
        Map<Split, String> stored = new HashMap<>();
        call(null, () -> stored.putAll(writer.stored(splits)));
        return stored;
    }

    /** Leaves out from now on what lies before a position of a split. */
    void skipTo(Split split, Position position) {
        has.put(split, position);
    }

    boolean hasFailed() {
        return failed;
    }

    String title() {
        return title;
    }

    void abort() {
        writer.abort();
    }

    void close() {
        writer.close();
    }
}
