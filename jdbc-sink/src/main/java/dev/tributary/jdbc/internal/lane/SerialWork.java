package dev.tributary.jdbc.internal.lane;

/**
 * Up to which number all that is queued is done by the first lane, in the order of the source, while the others do nothing.
 * Guarded by the lock of {@link LaneQueues}.
 */
final class SerialWork {

    private final PositionTracker tracker;
    private boolean always;
    private long below;
    private long parallelBelow;
    private long wholeBelow;

    SerialWork(PositionTracker tracker) {
        this.tracker = tracker;
    }

    boolean isOn() {
        return always || !tracker.isStoredBelow(below);
    }

    /** Has all that was put so far done so. */
    void begin() {
        if (!isOn()) {
            parallelBelow = tracker.next();
        }
        below = tracker.next();
    }

    /** Has all that was put so far done so, as one batch. */
    void beginWhole() {
        begin();
        wholeBelow = below;
    }

    /** Has everything done so, until it is told otherwise. */
    void always(boolean value) {
        always = value;
    }

    boolean isAlways() {
        return always;
    }

    /** Returns below which number all work is one batch. */
    long wholeBelow() {
        return wholeBelow;
    }

    /** Returns whether there is work that lanes may have stored ahead of a number while they worked side by side. */
    boolean wasParallelBehind(long number) {
        return number + 1 < parallelBelow;
    }
}
