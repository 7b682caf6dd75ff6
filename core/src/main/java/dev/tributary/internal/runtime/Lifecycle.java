package dev.tributary.internal.runtime;

import dev.tributary.PipelineState;

/**
 * The state of a run, with the transitions that there may be. Changes are told to the listeners in their order by
 * {@link #tell}, to be called after each, without a lock held. Thread-safe.
 */
final class Lifecycle {

    private final Transitions transitions;
    private PipelineState state = PipelineState.STARTING; // guarded by this, as all below
    private boolean paused;
    private boolean disconnected;
    private boolean stalled;

    Lifecycle(Telemetry telemetry) {
        this.transitions = new Transitions(telemetry::stateChanged);
    }

    synchronized PipelineState state() {
        return state;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    /** Learns whether reading is held back; that shows while records could flow. */
    synchronized void pause(boolean value) {
        paused = value;
        flow();
    }

    /** Learns whether the source's far end is lost; that shows while records could flow. */
    synchronized void disconnected(boolean value) {
        disconnected = value;
        flow();
    }

    /** Learns whether something hangs; that shows while records could flow. */
    synchronized void stalled(boolean value) {
        stalled = value;
        flow();
    }

    private boolean isFlowing() {
        return switch (state) {
            case RUNNING, PAUSED, DISCONNECTED, STALLED -> true;
            default -> false;
        };
    }

    private void flow() {
        if (isFlowing()) {
            become(flowing());
        }
    }

    /** Learns that source and sinks are open. */
    synchronized void opened() {
        if (state == PipelineState.STARTING || state == PipelineState.RESTARTING) {
            disconnected = false;
            stalled = false;
            become(flowing());
        }
    }

    private PipelineState flowing() {
        if (stalled) {
            return PipelineState.STALLED;
        }
        if (paused) {
            return PipelineState.PAUSED;
        }
        return disconnected ? PipelineState.DISCONNECTED : PipelineState.RUNNING;
    }

    /** Learns that a failure is being waited out. */
    synchronized void restarting() {
        if (state != PipelineState.STOPPING) {
            become(PipelineState.RESTARTING);
        }
    }

    /** Learns that nothing will be read any more. */
    synchronized void stopping() {
        if (!state.isTerminal()) {
            become(PipelineState.STOPPING);
        }
    }

    /** Learns that all is over. */
    synchronized void ended(PipelineState terminal) {
        become(terminal);
    }

    private void become(PipelineState next) {
        if (next != state) {
            transitions.add(state, next);
            state = next;
        }
    }

    /** Tells what has changed, unless another thread is at it, which then tells this too. */
    void tell() {
        transitions.tell();
    }
}
