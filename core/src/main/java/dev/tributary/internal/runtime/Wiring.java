package dev.tributary.internal.runtime;

/**
 * What follows a stage, as a definition: each start of a pipeline makes steps and outlets of it anew.
 *
 * @param <T> the type of the elements that arrive
 */
@FunctionalInterface
interface Wiring<T> {

    /** Makes the steps, registers their sinks and handlers, and returns where records go in. */
    Outlet<T> wire(Assembly assembly);
}
