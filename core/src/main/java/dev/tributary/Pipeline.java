package dev.tributary;

/**
 * The definition of a pipeline: a source, steps and sinks. It is built by {@link #named}, immutable and thread-safe, and
 * can be started again after it has ended.
 *
 * <pre>{@code
 * Pipeline orders = Pipeline.named("orders")
 *         .checkpoints(CheckpointStore.file(Path.of("orders.checkpoint")))
 *         .from(source)
 *         .filter(change -> change.operation() != Operation.DELETE)
 *         .to(sink)
 *         .build();
 * try (RunningPipeline running = orders.start()) {
 *     running.await();
 * }
 * }</pre>
 *
 * <p>Guarantee: a position is saved only after what it covers is stored, so every element is delivered at least once,
 * and in order; sinks that store positions with the data make that exactly once.
 */
public interface Pipeline {

    /**
     * Begins a definition.
     *
     * @param name what the pipeline is called in positions, threads, logs and metrics: 1 to 100 letters, digits, {@code .},
     *     {@code _} or {@code -}
     * @throws IllegalArgumentException if it is no such name
     */
    static PipelineBuilder named(String name) {
        return new PipelineBuilder(name);
    }

    /** Returns the name. */
    String name();

    /**
     * Starts the pipeline on threads of its own and returns at once: what fails while it starts ends it, and is thrown by
     * {@link RunningPipeline#await()}.
     *
     * @throws IllegalStateException if it is running already
     */
    RunningPipeline start();

    /**
     * The end of a definition: a source, steps and sinks are there. Also what a branch of {@link Stage#fanOut} or
     * {@link Stage#route} ends with.
     */
    interface Ending {

        /**
         * Returns the pipeline.
         *
         * @throws IllegalStateException if its parts cannot work together, with all reasons
         */
        Pipeline build();
    }
}
