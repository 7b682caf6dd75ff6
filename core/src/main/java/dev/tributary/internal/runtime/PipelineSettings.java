package dev.tributary.internal.runtime;

import dev.tributary.CheckpointStore;
import dev.tributary.ErrorPolicy;
import dev.tributary.PipelineListener;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pipeline; {@link dev.tributary.PipelineBuilder} documents and checks each.
 *
 * @param checkpoints null where source or sinks keep positions
 * @param parallelism the number of runs that share the splits
 */
public record PipelineSettings(
        String name,
        @Nullable CheckpointStore checkpoints,
        SaveLimits save,
        long queueBytes,
        long sinkBytes,
        Duration stallLimit,
        Policies policies,
        List<PipelineListener> listeners,
        int parallelism) {

    /** Enough that neither thread waits for the other; what is alive in a queue is what a collector must copy. */
    private static final long DEFAULT_QUEUE_BYTES = 4 << 20;

    private static final long DEFAULT_SINK_BYTES = 32 << 20;

    private static final Duration DEFAULT_STALL_LIMIT = Duration.ofMinutes(1);

    /** When positions are saved at the latest. */
    record SaveLimits(Duration interval, long records, long bytes) {}

    /** What is done with failures, by the part that failed. */
    record Policies(ErrorPolicy decode, ErrorPolicy step, ErrorPolicy sink) {}

    /** Returns the settings of a new definition. */
    public static PipelineSettings defaults(String name) {
        return new PipelineSettings(
                name,
                null,
                new SaveLimits(Duration.ofSeconds(1), Long.MAX_VALUE, Long.MAX_VALUE),
                DEFAULT_QUEUE_BYTES,
                DEFAULT_SINK_BYTES,
                DEFAULT_STALL_LIMIT,
                new Policies(ErrorPolicy.fail(), ErrorPolicy.fail(), ErrorPolicy.fail()),
                List.of(),
                1);
    }

    /** Returns these settings with a checkpoint store. */
    public PipelineSettings withCheckpoints(CheckpointStore store) {
        return new PipelineSettings(
                name, store, save, queueBytes, sinkBytes, stallLimit, policies, listeners, parallelism);
    }

    /** Returns these settings with a time between saves. */
    public PipelineSettings withSaveInterval(Duration interval) {
        return withSave(new SaveLimits(interval, save.records, save.bytes));
    }

    /** Returns these settings with a number of records between saves. */
    public PipelineSettings withSaveRecords(long records) {
        return withSave(new SaveLimits(save.interval, records, save.bytes));
    }

    /** Returns these settings with a number of bytes between saves. */
    public PipelineSettings withSaveBytes(long bytes) {
        return withSave(new SaveLimits(save.interval, save.records, bytes));
    }

    private PipelineSettings withSave(SaveLimits limits) {
        return new PipelineSettings(
                name, checkpoints, limits, queueBytes, sinkBytes, stallLimit, policies, listeners, parallelism);
    }

    /** Returns these settings with a size of the queue. */
    public PipelineSettings withQueueBytes(long bytes) {
        return new PipelineSettings(
                name, checkpoints, save, bytes, sinkBytes, stallLimit, policies, listeners, parallelism);
    }

    /** Returns these settings with a byte budget for each sink. */
    public PipelineSettings withSinkBytes(long bytes) {
        return new PipelineSettings(
                name, checkpoints, save, queueBytes, bytes, stallLimit, policies, listeners, parallelism);
    }

    /** Returns these settings with a time after which something hangs. */
    public PipelineSettings withStallLimit(Duration limit) {
        return new PipelineSettings(
                name, checkpoints, save, queueBytes, sinkBytes, limit, policies, listeners, parallelism);
    }

    /** Returns these settings with another decode policy. */
    public PipelineSettings withDecodePolicy(ErrorPolicy policy) {
        return withPolicies(new Policies(policy, policies.step, policies.sink));
    }

    /** Returns these settings with another step policy. */
    public PipelineSettings withStepPolicy(ErrorPolicy policy) {
        return withPolicies(new Policies(policies.decode, policy, policies.sink));
    }

    /** Returns these settings with another sink policy. */
    public PipelineSettings withSinkPolicy(ErrorPolicy policy) {
        return withPolicies(new Policies(policies.decode, policies.step, policy));
    }

    private PipelineSettings withPolicies(Policies changed) {
        return new PipelineSettings(
                name, checkpoints, save, queueBytes, sinkBytes, stallLimit, changed, listeners, parallelism);
    }

    /** Returns these settings with one listener more. */
    public PipelineSettings withListener(PipelineListener listener) {
        List<PipelineListener> more =
                Stream.concat(listeners.stream(), Stream.of(listener)).toList();
        return new PipelineSettings(
                name, checkpoints, save, queueBytes, sinkBytes, stallLimit, policies, more, parallelism);
    }

    /** Returns these settings with a number of runs that share the splits. */
    public PipelineSettings withParallelism(int runs) {
        return new PipelineSettings(
                name, checkpoints, save, queueBytes, sinkBytes, stallLimit, policies, listeners, runs);
    }
}
