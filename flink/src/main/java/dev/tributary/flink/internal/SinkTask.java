package dev.tributary.flink.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Trait;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * A writer of Tributary in a subtask of Flink. Everything is stored before a checkpoint, so the positions that Flink keeps cover nothing
 * that is not, and the writer is never given any.
 *
 * <p>A failure that comes from the writer's own threads is thrown in the task's thread as soon as that has time for it, so that
 * a job whose stream is still fails too.
 *
 * <p>Confined to the task's thread, but for what {@link SinkContext} says.
 *
 * @param <T> the type of the elements
 */
public final class SinkTask<T> implements SinkWriter<T> {

    private static final Duration FLUSH_STEP = Duration.ofMinutes(1);

    private final String name;
    private final Split split;
    private final ElementForm<T> form;
    private final Context<T> sinkContext;
    private final Counter sent;
    private @Nullable AutoCloseable resource;
    private dev.tributary.spi.@Nullable SinkWriter<T> writer;
    private long number;

    /** Takes an element that the sink cannot store. */
    @FunctionalInterface
    public interface Rejections<T> {
        /** Returns if the element counts as stored. */
        void rejected(T element, Throwable cause) throws Exception;
    }

    /** Creates a task that is still to be opened. */
    public SinkTask(WriterInitContext context, ElementForm<T> form, long byteBudget, Rejections<T> rejections) {
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        this.name = context.getJobInfo().getJobName() + " (subtask " + (subtask + 1) + " of "
                + context.getTaskInfo().getNumberOfParallelSubtasks() + ")";
        this.split = new Split("subtask-" + subtask);
        this.form = form.duplicate();
        this.sent = context.metricGroup().getNumRecordsSendCounter();
        this.sinkContext = new Context<>(name, context, byteBudget, rejections);
    }

    /** Keeps something that is to be closed after the writer. */
    public void closeLater(AutoCloseable opened) {
        resource = opened;
    }

    /** Opens the writer of a sink. */
    public void open(Sink<T> sink) throws InterruptedException {
        requireUsable(sink);
        writer = sink.open(sinkContext);
    }

    private void requireUsable(Sink<T> sink) {
        if (sink.keepsPositions()) {
            throw new ConfigurationException(sink.describe() + " stores positions itself (exactlyOnce()), but in Flink"
                    + " positions are in the checkpoints: build the sink without it");
        }
        Set<Trait> missing = EnumSet.noneOf(Trait.class);
        missing.addAll(sink.needs());
        if (form.hasKey()) {
            missing.remove(Trait.KEYS);
        }
        if (!missing.isEmpty()) {
            throw new ConfigurationException(sink.describe() + " needs what a stream of Flink does not have: "
                    + String.join(", ", missing.stream().map(Trait::description).toList()));
        }
    }

    @Override
    public void write(T element, SinkWriter.Context context) throws InterruptedException {
        sinkContext.ensureRunning();
        Long timestamp = context.timestamp();
        Instant time = timestamp == null ? Instant.EPOCH : Instant.ofEpochMilli(timestamp);
        opened().write(form.record(element, split, number++, time));
        sent.inc();
    }

    /** Stores everything that was taken; called before each checkpoint and at the end of the stream. */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        do {
            sinkContext.ensureRunning();
        } while (!opened().flush(FLUSH_STEP));
    }

    private dev.tributary.spi.SinkWriter<T> opened() {
        if (writer == null) {
            throw new IllegalStateException("The sink is not open");
        }
        return writer;
    }

    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } finally {
            closeResource();
        }
    }

    private void closeResource() {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new SinkException("What the sink was opened over cannot be closed: " + failure.getMessage(), failure);
        }
    }

    /** Closes what a failure while opening has left. */
    public void closeQuietly(Throwable failure) {
        try {
            close();
        } catch (RuntimeException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }

    /** What the writer reports. Thread-safe. */
    private static final class Context<T> implements SinkContext {

        private final String name;
        private final MailboxExecutor mailbox;
        private final ClassLoader classes;
        private final Counter errors;
        private final Counter retries;
        private final long byteBudget;
        private final Rejections<T> rejections;
        private final AtomicInteger threads = new AtomicInteger();
        private volatile @Nullable Throwable failure;

        Context(String name, WriterInitContext context, long byteBudget, Rejections<T> rejections) {
            this.name = name;
            this.mailbox = context.getMailboxExecutor();
            this.classes = context.getUserCodeClassLoader().asClassLoader();
            this.errors = context.metricGroup().getNumRecordsSendErrorsCounter();
            this.retries = context.metricGroup().counter("retries");
            this.byteBudget = byteBudget;
            this.rejections = rejections;
        }

        void ensureRunning() {
            Throwable cause = failure;
            if (cause instanceof TributaryException known) {
                throw known;
            }
            if (cause != null) {
                throw new SinkException("The sink has failed: " + cause, cause);
            }
        }

        @Override
        public String pipeline() {
            return name;
        }

        @Override
        public void durable(Split split, Position position) {
            // No position is given to the writer: Flink keeps them.
        }

        @Override
        public void failed(Throwable cause) {
            failure = cause;
            try {
                mailbox.execute(this::ensureRunning, "the sink has failed");
            } catch (RejectedExecutionException ended) {
                // the task is at its end already
            }
        }

        @Override
        @SuppressWarnings("unchecked") // the records are those that were made of this sink's elements
        public void rejected(StreamRecord<?> record, Throwable cause) throws InterruptedException {
            errors.inc();
            try {
                rejections.rejected((T) record.value(), cause);
            } catch (InterruptedException | RuntimeException failure) {
                throw failure;
            } catch (Exception failure) {
                throw new SinkException("An element that the sink cannot store was refused by onRejected too", failure);
            }
        }

        @Override
        public void retried(Throwable cause) {
            retries.inc();
        }

        @Override
        public long byteBudget() {
            return byteBudget;
        }

        @Override
        public ThreadFactory threads() {
            return work -> {
                Thread thread = new Thread(work, name + " sink " + threads.incrementAndGet());
                thread.setDaemon(true);
                thread.setContextClassLoader(classes);
                return thread;
            };
        }
    }
}
