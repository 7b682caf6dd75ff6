package dev.tributary.internal.runtime;

import dev.tributary.PipelineException;
import dev.tributary.PipelineState;
import dev.tributary.PipelineStatus;
import dev.tributary.RunningSnapshot;
import dev.tributary.SnapshotTable;
import dev.tributary.spi.Member;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A run of a pipeline whose splits several runs share, its members, each of which reads and writes by itself. They begin and end
 * together: when one has failed, the others end in order. Thread-safe.
 */
final class ParallelRun<S> implements Run, Telemetry.Whole {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    private final PipelineSettings settings;
    private final SavedPositions saved = new SavedPositions();
    private final Telemetry telemetry;
    private final Transitions transitions;
    private final List<PipelineRun<S>> members;
    private final CountDownLatch done;

    private final Object lock = new Object();
    private PipelineState state = PipelineState.STARTING; // guarded by lock
    private @Nullable PipelineException failure; // guarded by lock

    ParallelRun(PipelineSettings settings, Source<S> source, Wiring<S> wiring) {
        this.settings = settings;
        this.telemetry = new Telemetry(settings.name(), settings.listeners());
        this.transitions = new Transitions(telemetry::stateChanged);
        this.done = new CountDownLatch(settings.parallelism());
        this.members = IntStream.rangeClosed(1, settings.parallelism())
                .mapToObj(number -> member(source, wiring, new Member(number, settings.parallelism())))
                .toList();
    }

    private PipelineRun<S> member(Source<S> source, Wiring<S> wiring, Member member) {
        Telemetry ofMember = Telemetry.ofMember(settings, member, this);
        return new PipelineRun<>(settings, source, wiring, new PipelineRun.Part(member, saved, ofMember, this::ended));
    }

    @Override
    public void start() {
        members.forEach(PipelineRun::start);
    }

    @Override
    public void stateChanged() {
        synchronized (lock) {
            PipelineState next = CombinedStatus.state(
                    members.stream().map(PipelineRun::state).toList());
            if (next != state && !state.isTerminal()) {
                transitions.add(state, next);
                state = next;
            }
        }
        transitions.tell();
    }

    @Override
    public void failed(PipelineException ofMember) {
        synchronized (lock) {
            if (failure != null) {
                failure.addSuppressed(ofMember);
                return;
            }
            failure = ofMember;
        }
        telemetry.failed(ofMember);
        endOthers();
    }

    /** Learns that a member has ended, on its thread. */
    private void ended() {
        done.countDown();
        saved.signal();
    }

    /** Ends all members on a thread of its own, since the caller's is that of one of them. */
    private void endOthers() {
        Thread thread = new Thread(() -> endWithin(CLOSE_DEADLINE), settings.name() + "-ending");
        thread.setDaemon(true);
        thread.start();
    }

    private boolean endWithin(Duration deadline) {
        members.forEach(PipelineRun::requestStop);
        long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(deadline);
        boolean orderly = true;
        for (PipelineRun<S> member : members) {
            orderly &= member.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        return orderly;
    }

    @Override
    public PipelineStatus status() {
        List<PipelineStatus> all = members.stream().map(PipelineRun::status).toList();
        return CombinedStatus.of(settings.name(), all, saved.asText());
    }

    /**
     * Waits for all members' splits. A split that has moved from one to another meanwhile may have been left out, so the members
     * are asked again what they read.
     */
    @Override
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        refuseOwnThread();
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
        while (System.nanoTime() - deadline < 0 && !isEnding()) {
            Optional<Map<Split, Position>> ends = ends(deadline);
            if (ends.isEmpty()) {
                done.await(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } else if (saved.awaitCovered(ends.get(), deadline, this::isEnding) && areStillRead(ends.get(), deadline)) {
                return true;
            }
        }
        if (isEnding()) {
            done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        throwIfFailed();
        return false;
    }

    private boolean areStillRead(Map<Split, Position> ends, long deadline) throws InterruptedException {
        Optional<Map<Split, Position>> again = ends(deadline);
        return again.isPresent() && again.get().keySet().equals(ends.keySet());
    }

    /** Returns the ends of all that is read; empty where a member cannot say now. */
    private Optional<Map<Split, Position>> ends(long deadline) throws InterruptedException {
        Map<Split, Position> all = new HashMap<>();
        for (PipelineRun<S> member : members) {
            Optional<Map<Split, Position>> ends = member.end(deadline - System.nanoTime());
            if (ends.isEmpty()) {
                return Optional.empty();
            }
            all.putAll(ends.get());
        }
        return Optional.of(all);
    }

    @Override
    public void pause() {
        members.forEach(PipelineRun::pause);
    }

    @Override
    public void resume() {
        members.forEach(PipelineRun::resume);
    }

    /** Asks the first member: what shares its splits takes no snapshots, which that one says. */
    @Override
    public RunningSnapshot snapshot(SnapshotTable table) {
        return members.get(0).snapshot(table);
    }

    @Override
    public boolean stop(Duration deadline) {
        if (isOwnThread()) {
            members.forEach(PipelineRun::requestStop);
            return false; // called by a function of this pipeline, which cannot wait for itself
        }
        return endWithin(deadline);
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
        boolean ended = done.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        throwIfFailed();
        return ended;
    }

    private boolean isOwnThread() {
        return members.stream().anyMatch(PipelineRun::isOwnThread);
    }

    private void refuseOwnThread() {
        members.forEach(PipelineRun::refuseOwnThread);
    }

    private boolean hasEnded() {
        return done.getCount() == 0;
    }

    /** Returns whether a member has ended, so that its splits are not read any more. */
    private boolean isEnding() {
        return done.getCount() < members.size();
    }

    private void throwIfFailed() {
        synchronized (lock) {
            if (failure != null && hasEnded()) {
                throw failure;
            }
        }
    }

    @Override
    public void close() {
        stop(CLOSE_DEADLINE);
    }
}
