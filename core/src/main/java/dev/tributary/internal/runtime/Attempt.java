package dev.tributary.internal.runtime;

import dev.tributary.CheckpointStore;
import dev.tributary.ErrorPolicy;
import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Member;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import dev.tributary.spi.SplitsLostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One life of source and sinks within a run: they are opened, records flow until the source ends, is stopped or something
 * fails, and all is closed. A failure that may pass makes the run begin another attempt.
 *
 * <p>{@link #execute} and all that it calls are the pipeline's thread. Order of closing: the reader ends and acknowledges
 * what was saved last, then the writers are closed, then those of dead letters.
 */
final class Attempt<S> implements ReaderLoop.Pipe {

    private static final Duration FLUSH_SLICE = Duration.ofSeconds(1);
    private static final Duration SALVAGE_LIMIT = Duration.ofSeconds(5);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration READER_END_LIMIT = Duration.ofSeconds(2);

    private final PipelineSettings settings;
    private final Source<S> source;
    private final CheckpointStore.@Nullable Session store;
    private final RunState shared;
    private final Telemetry telemetry;
    private final PipelineThreads threads;
    private final Lifecycle lifecycle;

    private final Assembly assembly = new Assembly();
    private final Flow<S> flow;
    private final List<Branch<?>> branches = new CopyOnWriteArrayList<>(); // abort reads it from another thread
    private final DeadLetters deadLetters = new DeadLetters();
    private final FailureHandler failures;
    private final Handover<S> handover;
    private final ReaderMailbox mailbox = new ReaderMailbox();
    private final ReaderLoop<S> reader;
    private @Nullable Thread readerThread;
    private final PositionKeeper keeper;
    private final Watch watch;
    private volatile boolean aborted;
    private volatile @Nullable PipelineException lost;

    Attempt(
            PipelineSettings settings,
            Source<S> source,
            Wiring<S> wiring,
            CheckpointStore.@Nullable Session store,
            RunState shared) {
        this.settings = settings;
        this.source = source;
        this.store = store;
        this.telemetry = shared.telemetry();
        this.threads = shared.threads();
        this.lifecycle = shared.lifecycle();
        this.shared = shared;
        Outlet<S> first = wiring.wire(assembly);
        this.handover = new Handover<>(settings.queueBytes());
        this.failures =
                new FailureHandler(settings.name(), settings.policies(), deadLetters, telemetry, handover::ensureOpen);
        this.reader = new ReaderLoop<>(source, handover, mailbox, this, telemetry);
        DurablePositions durable = new DurablePositions(assembly.sinks().size());
        this.keeper = new PositionKeeper(durable, store, this::acknowledge, shared.saved(), settings.save(), telemetry);
        this.watch = new Watch(
                settings.stallLimit(),
                durable,
                number -> "The sink " + assembly.sinks().get(number).describe());
        Steps<S> steps = new Steps<>(assembly, first, settings.policies().step(), failures, telemetry);
        this.flow = new Flow<>(steps, branches, failures, keeper, telemetry, handover);
    }

    /** What outlives an attempt. */
    record RunState(
            Telemetry telemetry,
            PipelineThreads threads,
            SavedPositions saved,
            Lifecycle lifecycle,
            Pulse pulse,
            Snapshots snapshots,
            Member member) {}

    /**
     * Runs until the source ends or is stopped and everything is stored.
     *
     * @throws PipelineException what failed
     * @throws InterruptedException if it was broken off
     */
    void execute() throws InterruptedException {
        boolean orderly = false;
        try {
            openSinks();
            startReader();
            processUntilEnd();
            drain();
            orderly = true;
        } catch (Handover.ClosedException closed) {
            throw failure(closed);
        } catch (PipelineException failure) {
            if (aborted) {
                throw brokenOff(failure);
            }
            PipelineException ofSplits = lost;
            if (ofSplits != null) {
                throw ofSplits;
            }
            salvage(failure);
            throw failure;
        } finally {
            close(orderly);
        }
    }

    private void openSinks() throws InterruptedException {
        for (ErrorPolicy policy : List.of(
                settings.policies().decode(),
                settings.policies().step(),
                settings.policies().sink())) {
            deadLetters.open(policy, title -> new BranchContext(this, title, position -> {}));
        }
        List<Sink<?>> sinks = assembly.sinks();
        for (int i = 0; i < sinks.size(); i++) {
            branches.add(open(i, sinks.get(i)));
        }
    }

    private <T> Branch<T> open(int number, Sink<T> sink) throws InterruptedException {
        String title = "the sink " + sink.describe();
        BranchContext context = new BranchContext(
                this, title, report -> keeper.durable().report(number, report.split(), report.position()));
        return Branch.open(title, sink, context);
    }

    private void startReader() {
        Thread thread = threads.newThread("reader", reader);
        synchronized (this) {
            handover.ensureOpen();
            readerThread = thread;
            thread.start();
        }
    }

    private void processUntilEnd() throws InterruptedException {
        boolean ended = false;
        while (!ended) {
            ended = handle(handover.take(Math.min(keeper.nanosUntilDue(), LOOK_NANOS)));
            telemetry.sample();
            lookIfDue();
            keeper.saveIfDue();
        }
    }

    /** Handles what the reader has handed over, if anything; returns whether the reader has ended. */
    private boolean handle(Handover.@Nullable Entry<S> entry) throws InterruptedException {
        if (entry instanceof Handover.BatchEntry<S> taken) {
            flow.begin(taken.left());
            process(taken.batch());
        } else if (entry instanceof Handover.TaskEntry<S> taken) {
            taken.run();
        } else if (entry instanceof Handover.End<S> end) {
            watch.readerGone();
            if (end.failure() != null) {
                throw new PipelineException(
                        settings.name(), "the source " + source.describe() + " failed", end.failure());
            }
            return true;
        }
        return false;
    }

    private void process(Batch<S> batch) throws InterruptedException {
        watch.batchBegan(System.nanoTime());
        try {
            batch.deliver(flow);
        } finally {
            watch.batchEnded();
            long records = flow.takeRecords();
            telemetry.delivered(records);
            keeper.handled(records, batch.bytes());
            handover.done(batch);
        }
    }

    /** Stores and saves everything, and lets the reader close; meanwhile it may still want something done. */
    private void drain() throws InterruptedException {
        while (!flush(FLUSH_SLICE)) {
            handle(handover.take(0));
        }
        keeper.save();
        mailbox.finish();
        boolean closed = false;
        while (!closed) {
            closed = handle(handover.take(FLUSH_SLICE.toNanos()));
        }
    }

    private boolean flush(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean all = true;
        for (Branch<?> branch : branches) {
            all &= branch.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        deadLetters.flush();
        return all;
    }

    /** After a failure that is not a sink's: stores what came before it, so that the next start need not repeat that. */
    @SuppressWarnings("IllegalCatch") // what fails now is told with the first failure
    private void salvage(PipelineException failure) {
        if (branches.stream().anyMatch(Branch::hasFailed)) {
            return;
        }
        try {
            if (flush(SALVAGE_LIMIT)) {
                keeper.save();
            }
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error another) {
            failure.addSuppressed(another);
        }
    }

    private PipelineException failure(Handover.ClosedException closed) throws InterruptedException {
        if (closed.getCause() instanceof PipelineException sinkFailed) {
            return sinkFailed;
        }
        throw brokenOff(closed);
    }

    private static InterruptedException brokenOff(Throwable consequence) {
        InterruptedException breakOff = new InterruptedException("the deadline of stop has passed");
        breakOff.initCause(consequence);
        return breakOff;
    }

    /** Closes all, whatever happens on the way; an interrupt by {@link #abort} does not keep it from that. */
    private void close(boolean orderly) {
        boolean interrupted = Thread.interrupted();
        if (!orderly) {
            handover.close(new IllegalStateException("the attempt has ended"));
            mailbox.requestStop();
            mailbox.finish();
            reader.wakeup();
        }
        endReader();
        for (Branch<?> branch : branches) {
            close(branch.title(), branch::close);
        }
        for (Branch<?> branch : deadLetters.branches()) {
            close(branch.title(), branch::close);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endReader() {
        Thread thread = readerThread;
        if (thread == null || hasEnded(thread)) {
            return;
        }
        close("the source", reader::abort);
        thread.interrupt();
        if (!hasEnded(thread)) {
            telemetry.threadLeft(thread);
        }
    }

    private static boolean hasEnded(Thread thread) {
        long deadline = System.nanoTime() + READER_END_LIMIT.toNanos();
        while (thread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                thread.join(READER_END_LIMIT.toMillis());
            } catch (InterruptedException already) {
                // it is being closed as fast as it can be
            }
        }
        return !thread.isAlive();
    }

    @SuppressWarnings("IllegalCatch") // the rest must be closed all the same
    private void close(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error failure) {
            telemetry.closeFailed(what, failure);
        }
    }

    // What the reader's thread wants done here.

    @Override
    public void opened(SourceReader<?> opened) {
        shared.snapshots().opened(opened);
        lifecycle.opened();
        lifecycle.tell();
    }

    @Override
    public void closing(SourceReader<?> closing) {
        shared.snapshots().closing(closing);
    }

    @Override
    public void disconnected(boolean value) {
        lifecycle.disconnected(value);
        lifecycle.tell();
    }

    @Override
    public void seen() {
        watch.readerSeen(System.nanoTime());
        lookIfDue();
    }

    @Override
    @SuppressWarnings("IllegalCatch") // whatever a checkpoint store throws has ended the attempt
    public Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException {
        keeper.forget(splits);
        try {
            return new StartPositions(source, branches, store).of(splits);
        } catch (PipelineException known) {
            throw known;
        } catch (RuntimeException | Error failure) {
            throw new PipelineException(settings.name(), "it cannot find where to begin", failure);
        }
    }

    @Override
    public Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException {
        flow.leave(splits);
        handover.leave(splits);
        if (!flush(deadline)) {
            throw lost(
                    splits,
                    "the sinks did not store what they had of them within the " + deadline.toMillis() / 1000.0
                            + " s that there were");
        }
        keeper.save();
        Map<Split, Position> stored = keeper.release(splits);
        return isSourceCommitted() ? Map.of() : stored;
    }

    @Override
    public RuntimeException lost(Set<Split> splits, String reason) {
        PipelineException failure = new PipelineException(
                settings.name(),
                "it must leave partitions of " + source.describe(),
                new SplitsLostException(
                        splits + " are left to other processes, with all that is not stored of them: " + reason));
        lost = failure;
        handover.close(failure);
        branches.stream().filter(branch -> !branch.commitsForSource()).forEach(this::breakOff);
        return failure;
    }

    private void acknowledge(Map<Split, Position> stored) {
        if (!isSourceCommitted()) {
            mailbox.acknowledge(stored);
        }
    }

    /** Returns whether a sink stores positions where the source would keep those that are acknowledged to it. */
    private boolean isSourceCommitted() {
        return branches.stream().anyMatch(Branch::commitsForSource);
    }

    @Override
    public ThreadFactory threads() {
        return threads;
    }

    @Override
    public Member member() {
        return shared.member();
    }

    @Override
    public boolean isExactlyOnce() {
        return branches.stream().anyMatch(Branch::keepsPositions);
    }

    // What other threads want.

    /** Returns what is read, if one sink is all that it is written to. */
    Optional<Source<?>> soleSource() {
        return assembly.sinks().size() == 1 ? Optional.of(source) : Optional.empty();
    }

    Position decodePosition(String encoded) {
        return source.decodePosition(encoded);
    }

    PipelineSettings settings() {
        return settings;
    }

    FailureHandler failures() {
        return failures;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** A writer has failed outside any call. Any thread. */
    void sinkFailed(String sink, Throwable cause) {
        handover.close(
                cause instanceof PipelineException known
                        ? known
                        : new PipelineException(settings.name(), sink + " failed", cause));
    }

    void pause(boolean value) {
        mailbox.pause(value);
        reader.wakeup();
    }

    void requestStop() {
        mailbox.requestStop();
        reader.wakeup();
    }

    CompletableFuture<Map<Split, Position>> requestEnd() {
        CompletableFuture<Map<Split, Position>> request = mailbox.requestEnd();
        reader.wakeup();
        return request;
    }

    private void lookIfDue() {
        if (watch.isDue(System.nanoTime())) {
            look();
        }
    }

    /** Looks whether something hangs, and makes that known. Any thread. */
    void look() {
        long now = System.nanoTime();
        Optional<String> stall = watch.stall(now);
        lifecycle.stalled(stall.isPresent());
        telemetry.stalled(stall, lifecycle.state() == PipelineState.STALLED);
        lifecycle.tell();
        if (shared.pulse().isDue(now)) {
            telemetry.alive(
                    lifecycle.state(),
                    shared.saved(),
                    queuedBytes(),
                    bytesBehind(),
                    shared.snapshots().progress());
        }
    }

    OptionalLong bytesBehind() {
        return reader.bytesBehind();
    }

    long queuedBytes() {
        return handover.heldBytes();
    }

    /** Returns whether positions were saved in this attempt. */
    boolean hasProgressed() {
        return keeper.hasProgressed();
    }

    /** Breaks everything off; the pipeline's thread is to be interrupted too. Any thread. */
    void abort() {
        aborted = true;
        handover.close(new IllegalStateException("it was broken off"));
        mailbox.requestStop();
        mailbox.finish();
        close("the source", reader::abort);
        synchronized (this) {
            if (readerThread != null) {
                readerThread.interrupt();
            }
        }
        branches.forEach(this::breakOff);
        deadLetters.branches().forEach(this::breakOff);
    }

    private void breakOff(Branch<?> branch) {
        close(branch.title(), branch::abort);
    }
}
