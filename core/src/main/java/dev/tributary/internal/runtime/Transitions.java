package dev.tributary.internal.runtime;

import dev.tributary.PipelineState;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Changes of a state that are to be told in their order, by whichever thread comes first, without a lock held. Thread-safe. */
final class Transitions {

    private record Transition(PipelineState from, PipelineState to) {}

    /** Learns of a change. */
    @FunctionalInterface
    interface Listener {
        void changed(PipelineState from, PipelineState to);
    }

    private final Listener listener;
    private final Queue<Transition> untold = new ArrayDeque<>(); // guarded by this, as is the flag
    private boolean telling;

    Transitions(Listener listener) {
        this.listener = listener;
    }

    synchronized void add(PipelineState from, PipelineState to) {
        untold.add(new Transition(from, to));
    }

    /** Tells what has changed, unless another thread is at it, which then tells this too. */
    void tell() {
        for (Transition next = next(false); next != null; next = next(true)) {
            listener.changed(next.from, next.to);
        }
    }

    private synchronized @Nullable Transition next(boolean mine) {
        if (telling && !mine) {
            return null;
        }
        Transition next = untold.poll();
        telling = next != null;
        return next;
    }
}
