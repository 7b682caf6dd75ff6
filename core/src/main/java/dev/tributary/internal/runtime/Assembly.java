package dev.tributary.internal.runtime;

import dev.tributary.TableChange;
import dev.tributary.spi.Sink;
import dev.tributary.spi.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a definition consists of once its steps are wired: the sinks, each a branch by its number, and the handlers of
 * table changes. Records that come out of the steps are collected here until all steps have succeeded for one record of
 * the source, so that a step can be tried again without a sink seeing anything twice. Confined to one thread.
 */
final class Assembly {

    private final List<Sink<?>> sinks = new ArrayList<>();
    private final List<Boolean> keyed = new ArrayList<>();
    private final List<Consumer<? super TableChange>> tableChangeHandlers = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    /** A record on its way to a branch. */
    record Output(int branch, StreamRecord<?> record) {}

    /** Registers a sink as the next branch and returns where its records go. */
    <T> Outlet<T> branch(Sink<? super T> sink, boolean hasKeys) {
        int branch = sinks.size();
        sinks.add(sink);
        keyed.add(hasKeys);
        return record -> outputs.add(new Output(branch, record));
    }

    void onTableChange(Consumer<? super TableChange> handler) {
        tableChangeHandlers.add(handler);
    }

    /** Returns the sinks, by the number of their branch. */
    List<Sink<?>> sinks() {
        return sinks;
    }

    /** Returns whether {@code keyBy} gives every record of a branch a key. */
    boolean isKeyed(int branch) {
        return keyed.get(branch);
    }

    List<Consumer<? super TableChange>> tableChangeHandlers() {
        return tableChangeHandlers;
    }

    /** Returns what the steps have made since the last {@link #clearOutputs}. */
    List<Output> outputs() {
        return outputs;
    }

    void clearOutputs() {
        outputs.clear();
    }
}
