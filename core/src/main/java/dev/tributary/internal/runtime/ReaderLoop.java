package dev.tributary.internal.runtime;

import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The reader's thread: it opens the source, polls it while there is room, and does between polls what its mailbox asks
 * for. What the source wants of the pipeline is done on the pipeline's thread, in its place among the batches.
 */
final class ReaderLoop<S> implements Runnable, SourceContext {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofMillis(500);

    private final Source<S> source;
    private final Handover<S> handover;
    private final ReaderMailbox mailbox;
    private final Pipe pipe;
    private final Telemetry telemetry;
    private volatile @Nullable SourceReader<S> reader;
    private volatile boolean aborted;
    private volatile @Nullable Throwable failure;

    /** What the pipeline's thread does for the reader. */
    interface Pipe {
        /** Learns, on the reader's thread, that the source is open. */
        void opened();

        Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException;

        Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException;

        void lost(Set<Split> splits);

        ThreadFactory threads();
    }

    ReaderLoop(Source<S> source, Handover<S> handover, ReaderMailbox mailbox, Pipe pipe, Telemetry telemetry) {
        this.source = source;
        this.handover = handover;
        this.mailbox = mailbox;
        this.pipe = pipe;
        this.telemetry = telemetry;
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever ends the reader ends the run, with that cause
    public void run() {
        try {
            SourceReader<S> opened = source.open(this);
            try (opened) {
                reader = opened;
                if (!aborted) {
                    pipe.opened();
                    read(opened);
                    handover.putEnd(null);
                    acknowledgeUntilFinished(opened);
                }
            }
        } catch (Handover.ClosedException closed) {
            // the run has ended for another reason
        } catch (Throwable failure) {
            this.failure = failure;
            handover.putEnd(failure);
        } finally {
            refuseEndRequests();
        }
    }

    /** Returns what has ended the reader, also after it had delivered its last batch; null if nothing has. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    private void read(SourceReader<S> from) throws InterruptedException {
        while (!mailbox.isStopRequested()) {
            serve(from);
            if (mailbox.isPaused()) {
                mailbox.awaitWhilePaused(IDLE);
                from.idle();
            } else if (!handover.awaitRoom(IDLE)) {
                from.idle();
            } else {
                Batch<S> batch = from.poll(POLL);
                telemetry.polled(batch);
                if (!batch.isEmpty()) {
                    handover.put(batch);
                }
                if (batch.isLast()) {
                    return;
                }
            }
        }
    }

    private void acknowledgeUntilFinished(SourceReader<S> from) throws InterruptedException {
        while (!mailbox.isFinished()) {
            serve(from);
            mailbox.await(IDLE);
            handover.ensureOpen();
        }
        serve(from);
    }

    @SuppressWarnings("IllegalCatch") // the failure goes to the one who asked
    private void serve(SourceReader<S> from) throws InterruptedException {
        ReaderMailbox.Mail mail = mailbox.take();
        if (!mail.acknowledgements().isEmpty()) {
            from.acknowledge(mail.acknowledgements());
        }
        for (CompletableFuture<Map<Split, Position>> request : mail.endRequests()) {
            try {
                request.complete(from.end());
            } catch (RuntimeException failure) {
                request.completeExceptionally(failure);
            }
        }
    }

    private void refuseEndRequests() {
        mailbox.take().endRequests().forEach(request -> request.cancel(false));
    }

    /** Makes the reader look at its mailbox soon. Any thread. */
    void wakeup() {
        SourceReader<S> current = reader;
        if (current != null) {
            current.wakeup();
        }
    }

    /** Breaks the reader off; its thread is to be interrupted too. Any thread. */
    void abort() {
        aborted = true;
        SourceReader<S> current = reader;
        if (current != null) {
            current.abort();
        }
    }

    @Override
    public String pipeline() {
        return telemetry.pipeline();
    }

    @Override
    public Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException {
        return handover.call(new FutureTask<>(() -> pipe.assigned(splits)));
    }

    @Override
    public Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException {
        Map<Split, Position> stored = handover.call(new FutureTask<>(() -> pipe.revoked(splits, deadline)));
        mailbox.forget(splits);
        return stored;
    }

    @Override
    public void lost(Set<Split> splits) throws InterruptedException {
        mailbox.forget(splits);
        handover.call(new FutureTask<>(() -> pipe.lost(splits), null));
        mailbox.forget(splits);
    }

    @Override
    public void reconnecting(Throwable cause, Duration delay) {
        telemetry.reconnecting(cause, delay);
    }

    @Override
    public void connected(String farEnd) {
        telemetry.connected(farEnd);
    }

    @Override
    public ThreadFactory threads() {
        return pipe.threads();
    }
}
