package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.SinkException;
import dev.tributary.flink.internal.ElementForm;
import dev.tributary.flink.internal.SinkTask;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.flink.util.function.SerializableSupplier;

/**
 * Runs any sink of Tributary, such as {@code JdbcSink}, in a job of Flink: one writer in each subtask.
 *
 * <pre>{@code
 * ChangeEvents.keyByRow(changes)
 *         .sinkTo(TributarySink.changeEvents(
 *                 () -> pool(url, user),
 *                 pool -> JdbcSink.changeEvents(pool).table("reporting.{table}").build()).build())
 *         .name("reporting");
 * }</pre>
 *
 * <p>Guarantee: everything that came before a checkpoint is stored when the checkpoint completes, so each element is stored at least
 * once. After a failure what came after the last checkpoint is stored again, which changes nothing in the end where writing is
 * idempotent, as {@code JdbcSink.changeEvents} is. The stream must be keyed, as above, unless the sink runs with parallelism 1: then changes of
 * one row stay in their order, also when the job goes on with another parallelism.
 *
 * <p>An element that the sink cannot store fails the job, with the sink's message, unless {@link Builder#onRejected} takes it. A sink that
 * stores positions itself ({@code exactlyOnce()}) is refused: in Flink, positions are in the checkpoints.
 *
 * <p>Immutable.
 *
 * @param <T> the type of the elements
 */
public final class TributarySink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final SinkOpener<T, ?> opener;
    private final ElementForm<T> form;
    private final long byteBudget;
    private final RejectionHandler<? super T> rejections;

    private TributarySink(Builder<T> builder) {
        this.opener = builder.opener;
        this.form = builder.form;
        this.byteBudget = builder.byteBudget;
        this.rejections = builder.rejections;
    }

    /**
     * Begins a sink of change events.
     *
     * @param sink makes the sink in each subtask
     */
    public static Builder<ChangeEvent> changeEvents(SerializableSupplier<dev.tributary.spi.Sink<ChangeEvent>> sink) {
        return new Builder<>(SinkOpener.of(sink), ElementForm.changeEvents());
    }

    /**
     * Begins a sink of change events that needs something which must be closed, such as a pool of connections.
     *
     * @param resource opens it in each subtask; it is closed after the sink's writer
     * @param sink makes the sink over it
     * @param <R> the type of the resource
     */
    public static <R extends AutoCloseable> Builder<ChangeEvent> changeEvents(
            SerializableSupplier<R> resource, SerializableFunction<R, dev.tributary.spi.Sink<ChangeEvent>> sink) {
        return new Builder<>(new SinkOpener<>(resource, sink), ElementForm.changeEvents());
    }

    /**
     * Begins a sink of any elements.
     *
     * @param sink makes the sink in each subtask
     * @param <T> the type of the elements
     */
    public static <T> Builder<T> of(SerializableSupplier<dev.tributary.spi.Sink<T>> sink) {
        return new Builder<>(SinkOpener.of(sink), ElementForm.plain());
    }

    /**
     * Begins a sink of any elements that needs something which must be closed, such as a pool of connections.
     *
     * @param resource opens it in each subtask; it is closed after the sink's writer
     * @param sink makes the sink over it
     * @param <T> the type of the elements
     * @param <R> the type of the resource
     */
    public static <T, R extends AutoCloseable> Builder<T> of(
            SerializableSupplier<R> resource, SerializableFunction<R, dev.tributary.spi.Sink<T>> sink) {
        return new Builder<>(new SinkOpener<>(resource, sink), ElementForm.plain());
    }

    /**
     * Opens the sink and its writer.
     *
     * @throws IOException if the thread was interrupted meanwhile
     */
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        SinkTask<T> task = new SinkTask<>(context, form, byteBudget, rejections::rejected);
        try {
            opener.openInto(task);
            return task;
        } catch (InterruptedException interrupted) {
            task.closeQuietly(interrupted);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The sink was interrupted while it was opened");
        } catch (RuntimeException failure) {
            task.closeQuietly(failure);
            throw failure;
        }
    }

    /** How a subtask comes to its sink. */
    private record SinkOpener<T, R extends AutoCloseable>(
            SerializableSupplier<R> resource, SerializableFunction<R, dev.tributary.spi.Sink<T>> sink)
            implements java.io.Serializable {

        static <T> SinkOpener<T, AutoCloseable> of(SerializableSupplier<dev.tributary.spi.Sink<T>> sink) {
            Objects.requireNonNull(sink, "sink");
            return new SinkOpener<>(() -> () -> {}, nothing -> sink.get());
        }

        SinkOpener {
            Objects.requireNonNull(resource, "resource");
            Objects.requireNonNull(sink, "sink");
        }

        void openInto(SinkTask<T> task) throws InterruptedException {
            R opened = resource.get();
            task.closeLater(opened);
            task.open(sink.apply(opened));
        }
    }

    /**
     * Builds a sink. Confined to one thread.
     *
     * @param <T> the type of the elements
     */
    public static final class Builder<T> {

        private static final long DEFAULT_BYTE_BUDGET = 16L << 20;

        private final SinkOpener<T, ?> opener;
        private ElementForm<T> form;
        private long byteBudget = DEFAULT_BYTE_BUDGET;
        private RejectionHandler<? super T> rejections = (element, cause) -> {
            throw new SinkException(
                    "The sink cannot store an element: "
                            + Objects.requireNonNullElse(cause.getMessage(), cause.toString()),
                    cause);
        };

        private Builder(SinkOpener<T, ?> opener, ElementForm<T> form) {
            this.opener = opener;
            this.form = form;
        }

        /**
         * Gives elements a key, which a sink of several lanes needs: those of one key stay in order. Change events have their
         * {@link dev.tributary.RowKey} by default; another is for tables without a primary key.
         */
        public Builder<T> keyBy(SerializableFunction<? super T, ?> key) {
            form = form.withKey(Objects.requireNonNull(key, "key"));
            return this;
        }

        /** Says about how much memory an element takes, in bytes; by default 256, and for change events what their values take. */
        public Builder<T> elementBytes(SerializableFunction<? super T, Integer> bytes) {
            form = form.withBytes(Objects.requireNonNull(bytes, "bytes"));
            return this;
        }

        /** Limits the bytes of elements that a subtask holds unstored, at least 1; by default 16 MiB. */
        public Builder<T> byteBudget(long bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("byteBudget must be at least 1, but is " + bytes);
            }
            byteBudget = bytes;
            return this;
        }

        /** Takes elements that cannot be stored; by default they fail the job. */
        public Builder<T> onRejected(RejectionHandler<? super T> handler) {
            rejections = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Returns the sink. */
        public TributarySink<T> build() {
            return new TributarySink<>(this);
        }
    }
}
