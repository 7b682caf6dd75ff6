package dev.tributary.internal.runtime;

import dev.tributary.Backoff;
import dev.tributary.CheckpointStore;
import dev.tributary.ErrorPolicy;
import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.PipelineStatus;
import dev.tributary.RetriableException;
import dev.tributary.RunningSnapshot;
import dev.tributary.SnapshotTable;
import dev.tributary.spi.Member;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.Split;
import dev.tributary.spi.SplitsLostException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline, from its start to its end: attempts, one after another while failures may pass, and what the host
 * asks of them. Its thread is the pipeline's thread. Thread-safe.
 */
final class PipelineRun<S> implements Run, SnapshotRequest.Run {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
    private static final Duration ABORT_LIMIT = Duration.ofSeconds(2);
    private static final Duration PULSE = Duration.ofMinutes(1);
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    private final PipelineSettings settings;
    private final Source<S> source;
    private final Wiring<S> wiring;
    private final Telemetry telemetry;
    private final PipelineThreads threads;
    private final Part part;
    private final SavedPositions saved;
    private final Snapshots snapshots;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private final Lifecycle lifecycle;
    private final Object lock = new Object();
    private @Nullable Attempt<S> attempt; // guarded by lock
    private boolean aborted; // guarded by lock
    private volatile boolean orderly;
    private volatile @Nullable PipelineException failure;

    PipelineRun(PipelineSettings settings, Source<S> source, Wiring<S> wiring) {
        this(settings, source, wiring, Part.whole(settings));
    }

    PipelineRun(PipelineSettings settings, Source<S> source, Wiring<S> wiring, Part part) {
        this.settings = settings;
        this.source = source;
        this.wiring = wiring;
        this.part = part;
        this.saved = part.saved();
        this.telemetry = part.telemetry();
        this.lifecycle = new Lifecycle(telemetry);
        this.snapshots = new Snapshots(source.describe(), this);
        this.threads = new PipelineThreads(settings.name() + part.member().suffix());
        this.thread = threads.newThread("pipeline", this::run);
    }

    /**
     * What part of a pipeline a run is.
     *
     * @param member which of the runs
     * @param saved the positions of all of them
     * @param telemetry what it tells
     * @param onEnd is run last of all, on its thread
     */
    record Part(Member member, SavedPositions saved, Telemetry telemetry, Runnable onEnd) {

        /** Returns the only part. */
        static Part whole(PipelineSettings settings) {
            return new Part(
                    Member.ONLY, new SavedPositions(), new Telemetry(settings.name(), settings.listeners()), () -> {});
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    @SuppressWarnings("IllegalCatch") // whatever ends the thread ends the run, with that cause
    private void run() {
        try (CheckpointStore.Session store = openStore()) {
            attempts(store);
        } catch (PipelineException known) {
            failure = known;
        } catch (InterruptedException breakOff) {
            if (!isAborted()) {
                failure = new PipelineException(settings.name(), "its thread was interrupted", breakOff);
            }
        } catch (Throwable thrown) {
            failure = new PipelineException(settings.name(), "it has failed", thrown);
        } finally {
            end();
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever a checkpoint store throws
    private CheckpointStore.@Nullable Session openStore() {
        CheckpointStore store = settings.checkpoints();
        try {
            return store == null ? null : store.open(settings.name());
        } catch (RuntimeException | Error thrown) {
            throw new PipelineException(settings.name(), "its saved positions cannot be opened", thrown);
        }
    }

    private void attempts(CheckpointStore.@Nullable Session store) throws InterruptedException {
        Attempt.RunState shared = new Attempt.RunState(
                telemetry, threads, saved, lifecycle, new Pulse(PULSE, System.nanoTime()), snapshots, part.member());
        int failures = 0;
        while (true) {
            Attempt<S> next = new Attempt<>(settings, source, wiring, store, shared);
            if (!begin(next)) {
                orderly = failures == 0;
                return;
            }
            try {
                next.execute();
                orderly = true;
                return;
            } catch (PipelineException thrown) {
                failures = next.hasProgressed() ? 1 : failures + 1;
                Duration delay = restartDelay(thrown, failures).orElseThrow(() -> thrown);
                if (isStopping()) {
                    telemetry.leftUndone(thrown);
                    return;
                }
                telemetry.restarting(thrown, delay);
                lifecycle.restarting();
                lifecycle.tell();
                if (stopping.await(delay.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        }
    }

    PipelineState state() {
        return lifecycle.state();
    }

    private boolean begin(Attempt<S> next) {
        synchronized (lock) {
            if (isStopping()) {
                return false;
            }
            attempt = next;
            next.pause(lifecycle.isPaused());
            return true;
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private Optional<Duration> restartDelay(PipelineException thrown, int failures) {
        if (thrown.getCause() instanceof SplitsLostException) {
            return Optional.of(Backoff.standard().delay(failures));
        }
        boolean mayPass = thrown.getCause() instanceof RetriableException;
        if (mayPass && settings.policies().sink() instanceof ErrorPolicy.Retry retry && failures <= retry.retries()) {
            return Optional.of(retry.backoff().delay(failures));
        }
        return Optional.empty();
    }

    private boolean isAborted() {
        synchronized (lock) {
            return aborted;
        }
    }

    private void end() {
        try {
            awaitThreads();
            PipelineException ending = failure;
            if (ending != null) {
                telemetry.failed(ending);
            }
            lifecycle.ended(ending == null ? PipelineState.STOPPED : PipelineState.FAILED);
            lifecycle.tell();
        } finally {
            done.countDown();
            saved.signal();
            part.onEnd().run();
        }
    }

    private void awaitThreads() {
        Thread.interrupted(); // a break-off has done its work
        try {
            threads.awaitEnd(ABORT_LIMIT).forEach(telemetry::threadLeft);
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Attempt<S> attempt() {
        synchronized (lock) {
            return attempt;
        }
    }

    @Override
    public PipelineStatus status() {
        Attempt<S> current = attempt();
        if (current != null) {
            current.look();
        }
        return new PipelineStatus(
                settings.name(),
                lifecycle.state(),
                saved.asText(),
                current == null
                        ? telemetry.metrics(0, OptionalLong.empty())
                        : telemetry.metrics(current.queuedBytes(), current.bytesBehind()),
                snapshots.progress(),
                telemetry.explained(),
                telemetry.lastError());
    }

    @Override
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        refuseOwnThread();
        long deadline = System.nanoTime() + nanos(timeout);
        while (System.nanoTime() - deadline < 0 && !hasEnded()) {
            Optional<Map<Split, Position>> ends = end(deadline - System.nanoTime());
            if (ends.isPresent()) {
                boolean covered = saved.awaitCovered(ends.get(), deadline, this::hasEnded);
                throwIfFailed();
                return covered;
            }
            done.await(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
        throwIfFailed();
        return false;
    }

    /** Asks the reader for the source's end; empty where it cannot say now. */
    Optional<Map<Split, Position>> end(long limitNanos) throws InterruptedException {
        Attempt<S> current = attempt();
        if (current == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    current.requestEnd().get(Math.min(limitNanos, ASK_AGAIN.toNanos() * 10), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException notNow) {
            return Optional.empty();
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNullElse(failed.getCause(), failed);
            if (cause instanceof RetriableException) {
                return Optional.empty();
            }
            throw new PipelineException(settings.name(), "the source cannot tell its end", cause);
        }
    }

    @Override
    public void pause() {
        setPaused(true);
    }

    @Override
    public void resume() {
        setPaused(false);
    }

    private void setPaused(boolean value) {
        synchronized (lock) {
            lifecycle.pause(value);
            if (attempt != null) {
                attempt.pause(value);
            }
        }
        lifecycle.tell();
    }

    @Override
    public RunningSnapshot snapshot(SnapshotTable table) {
        PipelineState state = lifecycle.state();
        if (state == PipelineState.STOPPING || state.isTerminal()) {
            throw new IllegalStateException("Pipeline '" + settings.name() + "' is " + state
                    + " and takes no snapshot of " + table.table() + " any more");
        }
        return snapshots.request(table);
    }

    @Override
    public boolean stop(Duration deadline) {
        requestStop();
        if (isOwnThread()) {
            return false; // called by a function of this pipeline, which cannot wait for itself
        }
        try {
            if (!done.await(nanos(deadline), TimeUnit.NANOSECONDS)) {
                abort();
                done.await(ABORT_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException breakOff) {
            abort();
            awaitEndInSpiteOfInterrupts();
            Thread.currentThread().interrupt();
        }
        return orderly;
    }

    /** Begins an orderly end, and returns at once. */
    void requestStop() {
        Attempt<S> current;
        synchronized (lock) {
            stopping.countDown();
            current = attempt;
        }
        lifecycle.stopping();
        lifecycle.tell();
        if (current != null) {
            current.requestStop();
        }
    }

    private void abort() {
        Attempt<S> current;
        synchronized (lock) {
            aborted = true;
            current = attempt;
        }
        if (current != null) {
            current.abort();
        }
        thread.interrupt();
    }

    private void awaitEndInSpiteOfInterrupts() {
        long deadline = System.nanoTime() + ABORT_LIMIT.toNanos();
        for (long left = ABORT_LIMIT.toNanos(); left > 0; left = deadline - System.nanoTime()) {
            try {
                done.await(left, TimeUnit.NANOSECONDS);
                return;
            } catch (InterruptedException again) {
                // the wait is short, and the caller learns of it afterwards
            }
        }
    }

    @Override
    public void await() throws InterruptedException {
        refuseOwnThread();
        done.await();
        throwIfFailed();
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        refuseOwnThread();
        boolean ended = done.await(nanos(timeout), TimeUnit.NANOSECONDS);
        throwIfFailed();
        return ended;
    }

    /** Returns whether the caller is a thread of this run. */
    boolean isOwnThread() {
        return threads.contains(Thread.currentThread());
    }

    @Override
    public void refuseOwnThread() {
        if (isOwnThread()) {
            throw new IllegalStateException("A function of pipeline '" + settings.name()
                    + "' waits for the pipeline, which waits for the function: wait on another thread");
        }
    }

    /** Returns a time in nanoseconds, the longest there is for one that is longer. */
    private static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    @Override
    public String pipeline() {
        return settings.name();
    }

    @Override
    public SavedPositions saved() {
        return saved;
    }

    @Override
    public boolean hasEnded() {
        return done.getCount() == 0;
    }

    @Override
    public void throwIfFailed() {
        PipelineException known = failure;
        if (known != null && hasEnded()) {
            throw known;
        }
    }

    @Override
    public void close() {
        stop(CLOSE_DEADLINE);
    }
}
