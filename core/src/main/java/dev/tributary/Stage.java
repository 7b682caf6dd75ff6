package dev.tributary;

import dev.tributary.spi.Sink;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A point of a pipeline's definition: elements of some type arrive here. Steps lead to the next stage, sinks end it.
 * Immutable: each step returns a new stage.
 *
 * <p>Functions given here run on one thread, in the order of the records ({@link PipelineBuilder#parallelism} makes it as
 * many threads, each with splits of its own), and see each record at least once: after a
 * failure, records since the saved position come again. What they throw follows the pipeline's
 * {@link PipelineBuilder#onStepError policy}. Elements must not be null.
 *
 * @param <T> the type of the elements
 */
public interface Stage<T> {

    /** Lets pass only what a predicate accepts. */
    Stage<T> filter(Predicate<? super T> predicate);

    /** Replaces each element; its key stays. */
    <R> Stage<R> map(Function<? super T, ? extends R> function);

    /** Replaces each element by none, one or several; each has the key of the first. */
    <R> Stage<R> flatMap(Function<? super T, ? extends Iterable<? extends R>> function);

    /** Looks at each element. */
    Stage<T> peek(Consumer<? super T> consumer);

    /** Replaces the key of each record, which orders and partitions it in sinks. */
    Stage<T> keyBy(Function<? super T, ?> function);

    /**
     * Makes Java records of rows, by the names of columns: a component {@code orderId} takes the column {@code orderId} or
     * {@code order_id}. For {@link ChangeEvent}s (of which it takes {@link ChangeEvent#row()}) and {@link Row}s.
     *
     * @throws IllegalArgumentException if a component is of a type that no column can become
     */
    <R extends java.lang.Record> Stage<R> mapToType(Class<R> type);

    /** Calls a function for each change of a table as a whole, in order with the records. */
    Stage<T> onTableChange(Consumer<? super TableChange> consumer);

    /** Ends the definition with a sink. */
    Pipeline.Ending to(Sink<? super T> sink);

    /** Ends the definition by calling a function of the host with each element; stored when the function returns. */
    Pipeline.Ending forEach(Consumer<? super T> consumer);

    /**
     * Ends the definition with several branches, each of which gets every element. The position of the pipeline is the
     * lowest of its branches.
     */
    Pipeline.Ending fanOut(List<Function<Stage<T>, Pipeline.Ending>> branches);

    /** Ends the definition with two branches, each of which gets every element. */
    default Pipeline.Ending fanOut(
            Function<Stage<T>, Pipeline.Ending> first, Function<Stage<T>, Pipeline.Ending> second) {
        return fanOut(List.of(first, second));
    }

    /** Ends the definition with three branches, each of which gets every element. */
    default Pipeline.Ending fanOut(
            Function<Stage<T>, Pipeline.Ending> first,
            Function<Stage<T>, Pipeline.Ending> second,
            Function<Stage<T>, Pipeline.Ending> third) {
        return fanOut(List.of(first, second, third));
    }

    /**
     * Ends the definition with several branches, of which the first that accepts an element gets it: see
     * {@link Routes}.
     */
    Pipeline.Ending route(Consumer<Routes<T>> routes);

    /**
     * The branches of a route, in the order in which they are asked. What no branch accepts is an error of the step unless
     * {@link #otherwise} or {@link #otherwiseDrop} is called.
     *
     * @param <T> the type of the elements
     */
    interface Routes<T> {

        /** Adds a branch for what a predicate accepts. */
        Routes<T> when(Predicate<? super T> predicate, Function<Stage<T>, Pipeline.Ending> branch);

        /** Sets the branch for what no other accepts. */
        Routes<T> otherwise(Function<Stage<T>, Pipeline.Ending> branch);

        /** Leaves out what no branch accepts. */
        Routes<T> otherwiseDrop();
    }
}
