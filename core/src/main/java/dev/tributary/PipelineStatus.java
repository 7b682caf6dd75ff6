package dev.tributary;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a pipeline is doing at one moment. Immutable. */
public final class PipelineStatus {

    private final String pipeline;
    private final PipelineState state;
    private final Map<String, String> positions;
    private final PipelineMetrics metrics;
    private final List<SnapshotProgress> snapshots;
    private final Map<String, String> sinks;
    private final @Nullable Throwable lastError;

    /**
     * Creates a status.
     *
     * @param lastError null where nothing has failed
     */
    public PipelineStatus(
            String pipeline,
            PipelineState state,
            Map<String, String> positions,
            PipelineMetrics metrics,
            List<SnapshotProgress> snapshots,
            Map<String, String> sinks,
            @Nullable Throwable lastError) {
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.state = Objects.requireNonNull(state, "state");
        this.positions = Map.copyOf(positions);
        this.metrics = Objects.requireNonNull(metrics, "metrics");
        this.snapshots = List.copyOf(snapshots);
        this.sinks = Map.copyOf(sinks);
        this.lastError = lastError;
    }

    /** Returns the pipeline's name. */
    public String pipeline() {
        return pipeline;
    }

    /** Returns what the pipeline is doing. */
    public PipelineState state() {
        return state;
    }

    /** Returns up to where each split is stored, as text for people. */
    public Map<String, String> positions() {
        return positions;
    }

    /** Returns the counts. */
    public PipelineMetrics metrics() {
        return metrics;
    }

    /**
     * Returns how far the snapshots are that the source takes, whoever asked for them: those that have not ended, and those that
     * have ended since the source was opened last.
     */
    public List<SnapshotProgress> snapshots() {
        return snapshots;
    }

    /**
     * Returns what sinks tell of how they do their work, as text for people: {@code the sink JDBC HikariDataSource: INSERT of rows of
     * table `shop`.`orders`} is done by {@code [statements of up to 256 rows, LOAD DATA LOCAL from 50 rows on]}. Empty for sinks
     * that tell nothing, and before they have begun.
     */
    public Map<String, String> sinks() {
        return sinks;
    }

    /** Returns the newest failure, also one that was overcome. */
    public Optional<Throwable> lastError() {
        return Optional.ofNullable(lastError);
    }

    @Override
    public String toString() {
        return "Pipeline '" + pipeline + "' " + state + " at " + positions;
    }
}
