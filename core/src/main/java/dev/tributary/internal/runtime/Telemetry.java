package dev.tributary.internal.runtime;

import dev.tributary.DeadLetter;
import dev.tributary.PipelineException;
import dev.tributary.PipelineListener;
import dev.tributary.PipelineMetrics;
import dev.tributary.PipelineState;
import dev.tributary.SnapshotProgress;
import dev.tributary.StalledException;
import dev.tributary.TableChange;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Member;
import dev.tributary.spi.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pipeline tells of itself: counts, calls of its listeners, and log lines, each of which begins with the
 * pipeline's name. Thread-safe.
 */
final class Telemetry {

    private static final Logger LOG = LoggerFactory.getLogger("dev.tributary.pipeline");

    /** By itself, so that a host that reports what {@code await()} throws can switch it off. */
    private static final Logger FAILURE_LOG = LoggerFactory.getLogger("dev.tributary.failure");

    private final String pipeline;
    private final String label; // what log lines begin with
    private final List<PipelineListener> listeners;
    private final @Nullable Whole whole;
    private final LongAdder recordsRead = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder recordsWritten = new LongAdder();
    private final LongAdder recordsSkipped = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder restarts = new LongAdder();
    private final LongAdder reconnects = new LongAdder();
    private final LongAdder positionsSaved = new LongAdder();
    private final RateMeter recordRate = new RateMeter();
    private final RateMeter byteRate = new RateMeter();
    private final Map<String, String> explained = new ConcurrentHashMap<>();
    private Optional<String> hanging = Optional.empty(); // guarded by this
    private volatile @Nullable Origin newest;
    private volatile boolean idle = true;
    private volatile @Nullable Throwable lastError;
    private volatile @Nullable Instant
            lostAt; // while the far end is lost: an outage is two log lines, whatever it takes

    Telemetry(String pipeline, List<PipelineListener> listeners) {
        this(pipeline, pipeline, listeners, null);
    }

    private Telemetry(String pipeline, String label, List<PipelineListener> listeners, @Nullable Whole whole) {
        this.pipeline = pipeline;
        this.label = label;
        this.listeners = listeners;
        this.whole = whole;
    }

    /** Learns in the place of the listeners what one of several runs of a pipeline cannot tell for all of them. */
    interface Whole {
        /** Learns that a run's state has changed. */
        void stateChanged();

        /** Learns that a run is about to end with a failure. */
        void failed(PipelineException failure);
    }

    /** Returns what one of several runs of a pipeline tells. */
    static Telemetry ofMember(PipelineSettings settings, Member member, Whole whole) {
        return new Telemetry(settings.name(), settings.name() + member.suffix(), settings.listeners(), whole);
    }

    String pipeline() {
        return pipeline;
    }

    @SuppressWarnings("IllegalCatch") // a listener's failure must not become the pipeline's
    private void tell(Consumer<PipelineListener> event) {
        for (PipelineListener listener : listeners) {
            synchronized (listener) {
                try {
                    event.accept(listener);
                } catch (RuntimeException | Error failure) {
                    LOG.warn("Pipeline '{}': a listener failed", label, failure);
                }
            }
        }
    }

    void stateChanged(PipelineState from, PipelineState to) {
        LOG.info("Pipeline '{}': {}", label, to);
        if (whole == null) {
            tell(listener -> listener.stateChanged(pipeline, from, to));
        } else {
            whole.stateChanged();
        }
    }

    void connected(String farEnd) {
        lostAt = null;
        LOG.info("Pipeline '{}': connected to {}", label, farEnd);
        tell(listener -> listener.connected(pipeline, farEnd));
    }

    void reconnecting(Throwable cause, Duration delay) {
        reconnects.increment();
        lastError = cause;
        if (lostAt == null) {
            lostAt = Instant.now();
            LOG.warn("Pipeline '{}': lost the source, trying again until it is back: {}", label, cause.toString());
        }
        tell(listener -> listener.reconnecting(pipeline, cause, delay));
    }

    void positionLost(Throwable cause) {
        lastError = cause;
        LOG.warn(
                "Pipeline '{}': the position is lost, and the source begins anew with a snapshot of what is there now: {}. Rows"
                        + " that were deleted since that position stay in the target: compare it with the source",
                label,
                cause.toString());
        tell(listener -> listener.positionLost(pipeline, cause));
    }

    void restarting(Throwable cause, Duration delay) {
        restarts.increment();
        lastError = cause;
        LOG.warn("Pipeline '{}': starting again in {} after: {}", label, delay, cause.toString());
        tell(listener -> listener.restarting(pipeline, cause, delay));
    }

    /** Learns of a failure at which the run would begin anew if it were not about to stop. */
    void leftUndone(Throwable cause) {
        lastError = cause;
        LOG.warn(
                "Pipeline '{}': stops, and leaves what is not stored to the next start, after: {}",
                label,
                cause.toString());
    }

    /**
     * Learns what hangs.
     *
     * @param shown whether the pipeline's state says so
     */
    void stalled(Optional<String> what, boolean shown) {
        Optional<String> news = shown ? what : Optional.empty();
        Optional<String> before = hang(news);
        if (news.isPresent() && !news.equals(before)) {
            LOG.warn("Pipeline '{}': stalled: {}", label, news.get());
        } else if (news.isEmpty() && before.isPresent()) {
            LOG.info("Pipeline '{}': no longer stalled", label);
        }
    }

    /** Notes what hangs, in one step, so that of two threads that look the last one's error stays; returns what hung before. */
    private synchronized Optional<String> hang(Optional<String> news) {
        Optional<String> before = hanging;
        hanging = news;
        if (news.isPresent() && !news.equals(before)) {
            lastError = new StalledException(news.get());
        }
        return before;
    }

    /** Says now and then how it goes. */
    void alive(
            PipelineState state,
            SavedPositions positions,
            long queuedBytes,
            OptionalLong bytesBehind,
            List<SnapshotProgress> snapshots) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "Pipeline '{}': {} at {}, {}",
                    label,
                    state,
                    positions.asText(),
                    summary(metrics(queuedBytes, bytesBehind), snapshots));
        }
    }

    /** Returns speed and lag, each snapshot that has begun, and how many have not. */
    static String summary(PipelineMetrics metrics, List<SnapshotProgress> snapshots) {
        StringBuilder text = new StringBuilder()
                .append(Math.round(metrics.recordsPerSecond()))
                .append(" records/s, lag ")
                .append(metrics.lag().toMillis() / 1000.0)
                .append(" s");
        metrics.bytesBehind()
                .ifPresent(bytes -> text.append(" and ").append(bytes).append(" bytes"));
        int waiting = 0;
        for (SnapshotProgress snapshot : snapshots) {
            if (snapshot.state() == SnapshotProgress.State.WAITING) {
                waiting++;
            } else if (!snapshot.state().isTerminal()) {
                text.append("; ").append(snapshot);
            }
        }
        return waiting == 0
                ? text.toString()
                : text.append("; ")
                        .append(waiting)
                        .append(waiting == 1 ? " more snapshot waits" : " more snapshots wait")
                        .toString();
    }

    void failed(PipelineException failure) {
        lastError = failure;
        if (whole != null) {
            whole.failed(failure);
            return;
        }
        FAILURE_LOG.error("{}", failure.getMessage(), failure);
        tell(listener -> listener.failed(pipeline, failure));
    }

    void threadLeft(Thread thread) {
        LOG.warn(
                "Pipeline '{}': thread {} has not ended; does a function of the host ignore interrupts?",
                label,
                thread);
    }

    void closeFailed(String what, Throwable failure) {
        LOG.warn("Pipeline '{}': closing {} failed", label, what, failure);
    }

    void polled(Batch<?> batch) {
        idle = batch.isEmpty() || batch.isLast();
        bytesRead.add(batch.bytes());
    }

    void delivered(long records) {
        recordsRead.add(records);
    }

    void tableChanged(TableChange change) {
        LOG.info("Pipeline '{}': {} at {}", label, change.statement(), change.origin());
        tell(listener -> listener.tableChanged(pipeline, change));
    }

    void snapshotBegan(SnapshotProgress progress) {
        LOG.info(
                "Pipeline '{}': begins the snapshot of {}{}{}",
                label,
                progress.table(),
                progress.rows() == 0 ? "" : " behind " + progress.rows() + " rows that were read before",
                progress.estimatedRows().isPresent()
                        ? ", about " + progress.estimatedRows().getAsLong() + " rows"
                        : "");
        tell(listener -> listener.snapshotBegan(pipeline, progress));
    }

    void snapshotEnded(SnapshotProgress progress) {
        LOG.info("Pipeline '{}': {}", label, progress);
        tell(listener -> listener.snapshotEnded(pipeline, progress));
    }

    void snapshotFailed(SnapshotProgress progress, Throwable cause) {
        lastError = cause;
        LOG.warn("Pipeline '{}': {}: {}", label, progress, cause.toString());
        tell(listener -> listener.snapshotEnded(pipeline, progress));
    }

    void handled(Origin origin) {
        newest = origin;
    }

    void written() {
        recordsWritten.increment();
    }

    void skipped(DeadLetter letter) {
        recordsSkipped.increment();
        lastError = letter.reason();
        LOG.warn("Pipeline '{}': skipped a record: {}", label, letter);
        tell(listener -> listener.recordFailed(pipeline, letter, false));
    }

    void deadLetter(DeadLetter letter) {
        deadLetters.increment();
        lastError = letter.reason();
        LOG.warn("Pipeline '{}': stored a dead letter: {}", label, letter);
        tell(listener -> listener.recordFailed(pipeline, letter, true));
    }

    void retried(Throwable cause) {
        retries.increment();
        lastError = cause;
    }

    void explained(String what, String how) {
        explained.put(what, how);
    }

    Map<String, String> explained() {
        return explained;
    }

    void positionsSaved(SavedPositions positions) {
        positionsSaved.increment();
        if (!listeners.isEmpty()) {
            tell(listener -> listener.positionsSaved(pipeline, positions.asText()));
        }
    }

    /** Takes a sample for the rates; to be called about once a second or more often. */
    void sample() {
        long now = System.nanoTime();
        recordRate.sample(recordsRead.sum(), now);
        byteRate.sample(bytesRead.sum(), now);
    }

    @Nullable
    Throwable lastError() {
        return lastError;
    }

    PipelineMetrics metrics(long queuedBytes, OptionalLong bytesBehind) {
        return new PipelineMetrics(
                recordsRead.sum(),
                bytesRead.sum(),
                recordsWritten.sum(),
                recordsSkipped.sum(),
                deadLetters.sum(),
                retries.sum(),
                restarts.sum(),
                reconnects.sum(),
                positionsSaved.sum(),
                queuedBytes,
                recordRate.perSecond(),
                byteRate.perSecond(),
                lag(queuedBytes),
                bytesBehind);
    }

    private Duration lag(long queuedBytes) {
        Instant lost = lostAt;
        Duration silence = lost == null ? Duration.ZERO : since(lost);
        Origin origin = newest;
        if (origin == null || (idle && queuedBytes == 0)) {
            return silence;
        }
        Duration lag = since(origin.time());
        return lag.compareTo(silence) < 0 ? silence : lag;
    }

    private static Duration since(Instant time) {
        Duration passed = Duration.between(time, Instant.now());
        return passed.isNegative() ? Duration.ZERO : passed;
    }
}
