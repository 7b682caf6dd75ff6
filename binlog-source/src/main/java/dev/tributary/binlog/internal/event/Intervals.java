package dev.tributary.binlog.internal.event;

import java.util.Arrays;

/**
 * Transaction numbers of one source: sorted, disjoint ranges that do not touch. Immutable.
 *
 * <p>{@code bounds} holds first and last number of each range in turn, both inclusive.
 */
final class Intervals {

    static final Intervals NONE = new Intervals(new long[0]);

    private final long[] bounds;

    private Intervals(long[] bounds) {
        this.bounds = bounds;
    }

    int count() {
        return bounds.length / 2;
    }

    long first(int index) {
        return bounds[2 * index];
    }

    long last(int index) {
        return bounds[2 * index + 1];
    }

    boolean contains(long number) {
        int index = indexOfLastStartingUpTo(number);
        return index >= 0 && number <= last(index);
    }

    boolean containsAll(Intervals other) {
        for (int i = 0; i < other.count(); i++) {
            int index = indexOfLastStartingUpTo(other.first(i));
            if (index < 0 || other.last(i) > last(index)) {
                return false;
            }
        }
        return true;
    }

    /** How many numbers there are in all ranges. */
    long size() {
        long size = 0;
        for (int i = 0; i < count(); i++) {
            size += last(i) - first(i) + 1;
        }
        return size;
    }

    Intervals plus(long first, long last) {
        if (first < 1 || last < first || last == Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "GTID interval " + first + "-" + last + ": expected 1 or more, in order");
        }
        if (extendsTheEnd(first)) {
            long[] longer = bounds.clone();
            longer[longer.length - 1] = Math.max(last, longer[longer.length - 1]);
            return new Intervals(longer);
        }
        return insert(first, last);
    }

    Intervals minus(Intervals other) {
        Intervals left = this;
        for (int i = 0; i < other.count(); i++) {
            left = left.without(other.first(i), other.last(i));
        }
        return left;
    }

    private boolean extendsTheEnd(long first) {
        return bounds.length > 0 && first >= bounds[bounds.length - 2] && first <= bounds[bounds.length - 1] + 1;
    }

    private Intervals insert(long first, long last) {
        long[] merged = new long[bounds.length + 2];
        int length = 0;
        int i = 0;
        while (i < count() && last(i) + 1 < first) {
            merged[length++] = first(i);
            merged[length++] = last(i++);
        }
        long from = first;
        long to = last;
        while (i < count() && first(i) <= last + 1) {
            from = Math.min(from, first(i));
            to = Math.max(to, last(i++));
        }
        merged[length++] = from;
        merged[length++] = to;
        while (i < count()) {
            merged[length++] = first(i);
            merged[length++] = last(i++);
        }
        return new Intervals(Arrays.copyOf(merged, length));
    }

    private Intervals without(long first, long last) {
        Intervals rest = NONE;
        for (int i = 0; i < count(); i++) {
            if (first(i) < first) {
                rest = rest.plus(first(i), Math.min(last(i), first - 1));
            }
            if (last(i) > last) {
                rest = rest.plus(Math.max(first(i), last + 1), last(i));
            }
        }
        return rest;
    }

    private int indexOfLastStartingUpTo(long number) {
        int low = 0;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (first(middle) <= number) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    void appendTo(StringBuilder text) {
        for (int i = 0; i < count(); i++) {
            text.append(':').append(first(i));
            if (last(i) > first(i)) {
                text.append('-').append(last(i));
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intervals that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }
}
