package dev.tributary;

import dev.tributary.internal.runtime.PipelineSettings;
import dev.tributary.internal.runtime.StageChain;
import dev.tributary.spi.Source;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The settings of a pipeline, before its source is named. Not thread-safe.
 *
 * <p>Defaults: every error ends the pipeline; positions are saved each second; up to 4 MiB wait between reading and
 * processing, and up to 32 MiB in the sink; what hangs for a minute counts as stalled.
 */
public final class PipelineBuilder {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private PipelineSettings settings;

    PipelineBuilder(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A pipeline's name is 1 to 100 letters, digits, '.', '_' or '-', but is '" + name + "'");
        }
        settings = PipelineSettings.defaults(name);
    }

    /** Sets where positions are kept; needed unless the source or every sink keeps them itself. */
    public PipelineBuilder checkpoints(CheckpointStore store) {
        settings = settings.withCheckpoints(Objects.requireNonNull(store, "store"));
        return this;
    }

    /**
     * Sets when positions are saved: at the latest after this time, if something new is stored. Default: one second.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PipelineBuilder saveEvery(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The interval of saving must be positive, but is " + interval);
        }
        settings = settings.withSaveInterval(interval);
        return this;
    }

    /**
     * Sets after how many records positions are saved at the latest, if something new is stored. Default: no such limit.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public PipelineBuilder saveEveryRecords(long records) {
        settings = settings.withSaveRecords(checkPositive("The number of records between saves", records));
        return this;
    }

    /**
     * Sets after how many bytes read positions are saved at the latest, if something new is stored. Default: no such
     * limit.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public PipelineBuilder saveEveryBytes(long bytes) {
        settings = settings.withSaveBytes(checkPositive("The number of bytes between saves", bytes));
        return this;
    }

    /**
     * Sets how many bytes may wait between reading and processing; a single batch may exceed it. Default: 4 MiB.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public PipelineBuilder queueBytes(long bytes) {
        settings = settings.withQueueBytes(checkPositive("The size of the queue in bytes", bytes));
        return this;
    }

    /**
     * Sets how many bytes of records each sink may hold. Default: 32 MiB.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public PipelineBuilder sinkBytes(long bytes) {
        settings = settings.withSinkBytes(checkPositive("The bytes a sink may hold", bytes));
        return this;
    }

    /**
     * Sets after how long a pipeline counts as stalled whose sink does not store what it was given, or whose source or step
     * does not return. That changes its state and is logged; nothing is broken off. Default: one minute.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public PipelineBuilder stalledAfter(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    "The time after which a pipeline is stalled must be positive, but is " + limit);
        }
        settings = settings.withStallLimit(limit);
        return this;
    }

    /** Sets what to do with bytes that cannot be decoded. Default: {@link ErrorPolicy#fail()}. */
    public PipelineBuilder onDecodeError(ErrorPolicy policy) {
        settings = settings.withDecodePolicy(Objects.requireNonNull(policy, "policy"));
        return this;
    }

    /** Sets what to do with a record on which a step throws. Default: {@link ErrorPolicy#fail()}. */
    public PipelineBuilder onStepError(ErrorPolicy policy) {
        settings = settings.withStepPolicy(Objects.requireNonNull(policy, "policy"));
        return this;
    }

    /** Sets what to do when a sink cannot store a record, or cannot go on. Default: {@link ErrorPolicy#fail()}. */
    public PipelineBuilder onSinkError(ErrorPolicy policy) {
        settings = settings.withSinkPolicy(Objects.requireNonNull(policy, "policy"));
        return this;
    }

    /** Adds a listener. */
    public PipelineBuilder listener(PipelineListener listener) {
        settings = settings.withListener(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** Names the source; steps and sinks follow. */
    public <T> Stage<T> from(Source<T> source) {
        return StageChain.from(settings, Objects.requireNonNull(source, "source"));
    }

    private static long checkPositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, but is " + value);
        }
        return value;
    }
}
