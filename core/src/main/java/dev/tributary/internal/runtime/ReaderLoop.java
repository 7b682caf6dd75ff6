package dev.tributary.internal.runtime;

import dev.tributary.RetriableException;
import dev.tributary.SnapshotProgress;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Member;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The reader's thread: it opens the source, polls it while there is room, and does between polls what its mailbox asks
 * for. What the source wants of the pipeline is done on the pipeline's thread, in its place among the batches.
 */
final class ReaderLoop<S> implements Runnable, SourceContext {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private final Source<S> source;
    private final Handover<S> handover;
    private final ReaderMailbox mailbox;
    private final Pipe pipe;
    private final Telemetry telemetry;
    private volatile @Nullable SourceReader<S> reader;
    private volatile boolean aborted;
    private boolean assigned; // the reader's thread only

    /** What the pipeline's thread does for the reader. */
    interface Pipe {
        /** Learns, on the reader's thread, that the source is open. */
        void opened(SourceReader<?> reader);

        /** Learns, on the reader's thread, that it is about to be closed. */
        void closing(SourceReader<?> reader);

        /** Learns, on the reader's thread, whether the source's far end can be reached. */
        void disconnected(boolean value);

        /** Learns that the reader's thread is about, before each poll at the latest. */
        void seen();

        Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException;

        Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException;

        /** Breaks the attempt off, on the reader's thread; returns what ends it. */
        RuntimeException lost(Set<Split> splits, String reason);

        ThreadFactory threads();

        Member member();

        boolean isExactlyOnce();
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
        Throwable failure = null;
        try (SourceReader<S> opened = source.open(this)) {
            reader = opened;
            pipe.seen();
            use(opened);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            reader = null;
            refuseEndRequests();
            handover.putEnd(failure);
        }
    }

    private void use(SourceReader<S> opened) throws InterruptedException {
        pipe.opened(opened);
        try {
            readUntilEnd(opened);
            acknowledgeUntilFinished(opened);
        } finally {
            pipe.closing(opened);
        }
    }

    private void readUntilEnd(SourceReader<S> from) throws InterruptedException {
        try {
            read(from);
            handover.putEnd(null);
        } catch (Handover.ClosedException closed) {
            // the run has ended for another reason; what is stored can be acknowledged all the same
        }
    }

    private void read(SourceReader<S> from) throws InterruptedException {
        while (!mailbox.isStopRequested()) {
            pipe.seen();
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
                    pipe.disconnected(false);
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
            pipe.seen();
            serve(from);
            if (!mailbox.await(IDLE)) {
                from.idle();
            }
        }
        serve(from);
    }

    @SuppressWarnings("IllegalCatch") // the failure goes to the one who asked
    private void serve(SourceReader<S> from) throws InterruptedException {
        ReaderMailbox.Mail mail = mailbox.take();
        if (!mail.acknowledgements().isEmpty() && !aborted) {
            from.acknowledge(mail.acknowledgements());
        }
        for (CompletableFuture<Map<Split, Position>> request : mail.endRequests()) {
            try {
                request.complete(end(from));
            } catch (RuntimeException failure) {
                request.completeExceptionally(failure);
            }
        }
    }

    private Map<Split, Position> end(SourceReader<S> from) throws InterruptedException {
        if (!assigned) { // no end at all would mean that everything is reached
            throw new RetriableException("The source " + source.describe() + " does not know yet what it will read");
        }
        return from.end();
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

    /** Returns how many bytes the source has that were not read yet, where it knows. Any thread. */
    OptionalLong bytesBehind() {
        SourceReader<S> current = reader;
        return current == null ? OptionalLong.empty() : current.bytesBehind();
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
    public Member member() {
        return pipe.member();
    }

    @Override
    public Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException {
        Map<Split, Position> positions = call(splits, () -> pipe.assigned(splits), FOR_EVER);
        assigned = true;
        return positions;
    }

    @Override
    public Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException {
        Map<Split, Position> stored = call(splits, () -> pipe.revoked(splits, deadline), deadline);
        mailbox.forget(splits);
        return stored;
    }

    private <R> R call(Set<Split> splits, Callable<R> work, Duration limit) throws InterruptedException {
        try {
            return handover.call(work, limit);
        } catch (TimeoutException late) {
            throw pipe.lost(
                    splits,
                    "a step or a sink did not return within the " + limit.toMillis() / 1000.0
                            + " s that there were to store what was read of them");
        }
    }

    @Override
    public void lost(Set<Split> splits) {
        throw pipe.lost(
                splits,
                "this one was not heard of for too long (did the process, its machine or its network stand still?)");
    }

    @Override
    public void reconnecting(Throwable cause, Duration delay) {
        telemetry.reconnecting(cause, delay);
        pipe.disconnected(true);
    }

    @Override
    public void connected(String farEnd) {
        telemetry.connected(farEnd);
        pipe.disconnected(false);
    }

    @Override
    public void positionLost(Throwable cause) {
        telemetry.positionLost(cause);
    }

    @Override
    public void snapshotBegan(SnapshotProgress progress) {
        telemetry.snapshotBegan(progress);
    }

    @Override
    public void snapshotEnded(SnapshotProgress progress) {
        telemetry.snapshotEnded(progress);
    }

    @Override
    public void snapshotFailed(SnapshotProgress progress, Throwable cause) {
        telemetry.snapshotFailed(progress, cause);
    }

    @Override
    public boolean isExactlyOnce() {
        return pipe.isExactlyOnce();
    }

    @Override
    public ThreadFactory threads() {
        return pipe.threads();
    }
}
