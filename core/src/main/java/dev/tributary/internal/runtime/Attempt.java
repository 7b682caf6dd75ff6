package dev.tributary.internal.runtime;

import dev.tributary.CheckpointStore;
import dev.tributary.ErrorPolicy;
import dev.tributary.PipelineException;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Position;
import dev.tributary.spi.Sink;
import dev.tributary.spi.Source;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamHandler;
import dev.tributary.spi.StreamRecord;
import dev.tributary.spi.Undecodable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of source and sinks within a run: they are opened, records flow until the source ends, is stopped or something
 * fails, and all is closed. A failure that may pass makes the run begin another attempt.
 *
 * <p>{@link #execute} and all that it calls are the pipeline's thread. Order of closing: the reader ends and acknowledges
 * what was saved last, then the writers are closed, then those of dead letters.
 */
final class Attempt<S> implements StreamHandler<S>, ReaderLoop.Pipe {

    private static final Duration FLUSH_SLICE = Duration.ofSeconds(1);
    private static final Duration SALVAGE_LIMIT = Duration.ofSeconds(5);
    private static final Duration READER_END_LIMIT = Duration.ofSeconds(2);

    private final PipelineSettings settings;
    private final Source<S> source;
    private final CheckpointStore.@Nullable Session store;
    private final Telemetry telemetry;
    private final PipelineThreads threads;
    private final Runnable onOpened;

    private final Assembly assembly = new Assembly();
    private final Outlet<S> steps;
    private final List<Branch<?>> branches = new CopyOnWriteArrayList<>(); // abort reads it from another thread
    private final DeadLetters deadLetters = new DeadLetters();
    private final FailureHandler failures;
    private final Handover<S> handover;
    private final ReaderMailbox mailbox = new ReaderMailbox();
    private final ReaderLoop<S> reader;
    private final Thread readerThread;
    private final PositionKeeper keeper;
    private volatile boolean aborted;

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
        this.onOpened = shared.onOpened();
        this.steps = wiring.wire(assembly);
        this.failures = new FailureHandler(settings.name(), settings.policies(), deadLetters, telemetry);
        this.handover = new Handover<>(settings.queueBytes());
        this.reader = new ReaderLoop<>(source, handover, mailbox, this, telemetry);
        this.readerThread = threads.newThread("reader", reader);
        DurablePositions durable = new DurablePositions(assembly.sinks().size());
        this.keeper = new PositionKeeper(durable, store, mailbox, shared.saved(), settings.save(), telemetry);
    }

    /** What outlives an attempt. */
    record RunState(Telemetry telemetry, PipelineThreads threads, SavedPositions saved, Runnable onOpened) {}

    /** Runs until the source ends or is stopped and everything is stored; throws what fails. */
    void execute() throws InterruptedException {
        boolean orderly = false;
        try {
            openSinks();
            readerThread.start();
            processUntilEnd();
            drain();
            orderly = true;
        } catch (Handover.ClosedException closed) {
            throw failure(closed.getCause());
        } catch (PipelineException failure) {
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
            deadLetters.open(policy, () -> new BranchContext(this, "the dead-letter sink", position -> {}));
        }
        List<Sink<?>> sinks = assembly.sinks();
        for (int i = 0; i < sinks.size(); i++) {
            branches.add(open(i, sinks.get(i)));
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a sink throws has ended the attempt
    private <T> Branch<T> open(int number, Sink<T> sink) throws InterruptedException {
        BranchContext context = new BranchContext(
                this, sink.describe(), report -> keeper.durable().report(number, report.split(), report.position()));
        try {
            return Branch.open(sink, context);
        } catch (RuntimeException failure) {
            throw new PipelineException(settings.name(), "the sink " + sink.describe() + " cannot be opened", failure);
        }
    }

    private void processUntilEnd() throws InterruptedException {
        while (true) {
            Handover.Entry<S> entry = handover.take(keeper.nanosUntilDue());
            if (entry instanceof Handover.BatchEntry<S> taken) {
                process(taken.batch());
            } else if (entry instanceof Handover.TaskEntry<S> taken) {
                taken.task().run();
            } else if (entry instanceof Handover.End<S> end) {
                if (end.failure() != null) {
                    throw sourceFailed(end.failure());
                }
                return;
            }
            telemetry.sample();
            saveIfDue();
        }
    }

    private void process(Batch<S> batch) throws InterruptedException {
        try {
            batch.deliver(this);
        } finally {
            handover.done(batch);
        }
    }

    private void drain() throws InterruptedException {
        while (!flush(FLUSH_SLICE)) {
            handover.ensureOpen();
        }
        save();
        mailbox.finish();
        while (readerThread.isAlive()) {
            handover.ensureOpen();
            readerThread.join(FLUSH_SLICE.toMillis());
        }
        Throwable late = reader.failure();
        if (late != null) {
            throw sourceFailed(late);
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

    @SuppressWarnings("IllegalCatch") // whatever a checkpoint store throws has ended the attempt
    private void saveIfDue() {
        try {
            keeper.saveIfDue();
        } catch (RuntimeException failure) {
            throw new PipelineException(settings.name(), "the position cannot be saved", failure);
        }
    }

    @SuppressWarnings("IllegalCatch") // as above
    private void save() {
        try {
            keeper.save();
        } catch (RuntimeException failure) {
            throw new PipelineException(settings.name(), "the position cannot be saved", failure);
        }
    }

    /** After a failure that is not a sink's: stores what came before it, so that the next start need not repeat that. */
    @SuppressWarnings("IllegalCatch") // what fails now is told with the first failure
    private void salvage(PipelineException failure) throws InterruptedException {
        if (aborted || branches.stream().anyMatch(Branch::hasFailed)) {
            return;
        }
        try {
            if (flush(SALVAGE_LIMIT)) {
                keeper.save();
            }
        } catch (RuntimeException another) {
            failure.addSuppressed(another);
        }
    }

    private PipelineException sourceFailed(Throwable cause) {
        return new PipelineException(settings.name(), "the source " + source.describe() + " failed", cause);
    }

    private RuntimeException failure(@Nullable Throwable cause) {
        Throwable reason = Objects.requireNonNull(cause, "a run that was closed has a cause");
        return reason instanceof PipelineException known
                ? known
                : new PipelineException(settings.name(), "it was broken off", reason);
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
        if (!hasReaderEnded()) {
            close("the source", reader::abort);
            readerThread.interrupt();
            if (!hasReaderEnded()) {
                telemetry.threadLeft(readerThread);
            }
        }
        for (Branch<?> branch : branches) {
            close(branch.describe(), branch::close);
        }
        close("the dead-letter sink", deadLetters::close);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasReaderEnded() {
        long deadline = System.nanoTime() + READER_END_LIMIT.toNanos();
        while (readerThread.isAlive() && System.nanoTime() - deadline < 0) {
            try {
                readerThread.join(READER_END_LIMIT.toMillis());
            } catch (InterruptedException already) {
                // it is being closed as fast as it can be
            }
        }
        return !readerThread.isAlive();
    }

    @SuppressWarnings("IllegalCatch") // the rest must be closed all the same
    private void close(String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException failure) {
            telemetry.closeFailed(what, failure);
        }
    }

    // What flows.

    @Override
    public void record(StreamRecord<S> record) throws InterruptedException {
        if (runSteps(record)) {
            for (Assembly.Output output : assembly.outputs()) {
                branches.get(output.branch()).write(output.record());
                telemetry.written();
            }
        }
        telemetry.handled(record.origin());
    }

    /** Returns whether the steps succeeded; what they made is in the assembly then. */
    @SuppressWarnings("IllegalCatch") // whatever a function of the host throws follows the policy
    private boolean runSteps(StreamRecord<S> record) throws InterruptedException {
        int tries = 0;
        while (true) {
            assembly.clearOutputs();
            try {
                steps.accept(record);
                return true;
            } catch (RuntimeException failure) {
                tries++;
                if (!(settings.policies().step() instanceof ErrorPolicy.Retry retry) || tries > retry.retries()) {
                    failures.stepFailed(record, failure);
                    return false;
                }
                telemetry.retried(failure);
                Thread.sleep(retry.backoff().delay(tries).toMillis());
            }
        }
    }

    @Override
    public void undecodable(Undecodable bytes) throws InterruptedException {
        failures.undecodable(bytes);
    }

    @Override
    public void transactionBegan(Split split, Transaction transaction) {
        branches.forEach(branch -> branch.transactionBegan(split, transaction));
    }

    @Override
    public void transactionCommitted(Split split, Transaction transaction) {
        branches.forEach(branch -> branch.transactionCommitted(split, transaction));
    }

    @Override
    public void tableChanged(Split split, TableChange change) throws InterruptedException {
        telemetry.tableChanged(change);
        for (var handler : assembly.tableChangeHandlers()) {
            tell(handler, change);
        }
        for (Branch<?> branch : branches) {
            branch.tableChanged(split, change);
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a function of the host throws ends the pipeline
    private void tell(Consumer<? super TableChange> handler, TableChange change) {
        try {
            handler.accept(change);
        } catch (RuntimeException failure) {
            throw new PipelineException(
                    settings.name(), "a function of onTableChange failed", change.origin(), failure);
        }
    }

    @Override
    public void advanced(Split split, Position position) throws InterruptedException {
        deadLetters.flush(); // no position may pass a dead letter that is not stored, not even in a sink
        keeper.durable().add(split, position, handover::ensureOpen);
        for (Branch<?> branch : branches) {
            branch.advance(split, position);
        }
    }

    // What the reader's thread wants done here.

    @Override
    public void opened() {
        onOpened.run();
    }

    @Override
    public Map<Split, Position> assigned(Set<Split> splits) throws InterruptedException {
        keeper.forget(splits);
        return new StartPositions(source, branches, store).of(splits);
    }

    @Override
    public Map<Split, Position> revoked(Set<Split> splits, Duration deadline) throws InterruptedException {
        flush(deadline);
        return keeper.release(splits);
    }

    @Override
    public void lost(Set<Split> splits) {
        keeper.forget(splits);
    }

    @Override
    public ThreadFactory threads() {
        return threads;
    }

    // What other threads want.

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
                        : new PipelineException(settings.name(), "the sink " + sink + " failed", cause));
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
        handover.close(new IllegalStateException("the deadline of stop has passed"));
        mailbox.requestStop();
        mailbox.finish();
        close("the source", reader::abort);
        readerThread.interrupt();
        for (Branch<?> branch : branches) {
            close(branch.describe(), branch::abort);
        }
        close("the dead-letter sink", deadLetters::abort);
    }
}
