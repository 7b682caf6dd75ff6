package dev.tributary.flink;

import java.io.Serializable;

/**
 * Takes elements that a sink cannot store while it can store others. Called by threads of the sink, by several at once if it has
 * several lanes.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface RejectionHandler<T> extends Serializable {

    /**
     * Takes an element that cannot be stored. When this returns, the element counts as stored; what it throws fails the job.
     *
     * @param cause why it cannot be stored
     */
    void rejected(T element, Throwable cause) throws Exception;
}
