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

    private static final int MOST_RUNS = 1_000;

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

    /**
     * Lets several runs share the splits of the source, as so many members of a Kafka consumer group in this process: each has a
     * thread for reading, one for the steps and a writer to each sink of its own, and they begin, pause and end together. What
     * fails in one ends all, unless an {@link ErrorPolicy} overcomes it. Changes of one key stay in order, since a key is in one
     * partition, and a partition is read by one member at a time. Default: 1.
     *
     * <p>Functions, serializers, deserializers and all else that the definition holds are then used by as many threads at once.
     * The bytes of {@link #queueBytes} and {@link #sinkBytes} are those of each run. More runs than the source has splits are
     * idle. For sources whose splits move between readers, as those of {@code KafkaSource} with a group do, and which keep
     * the positions themselves: with {@link #checkpoints} it is refused.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1,000
     */
    public PipelineBuilder parallelism(int runs) {
        if (runs < 1 || runs > MOST_RUNS) {
            throw new IllegalArgumentException("The parallelism must be from 1 to " + MOST_RUNS + ", but is " + runs);
        }
        settings = settings.withParallelism(runs);
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
