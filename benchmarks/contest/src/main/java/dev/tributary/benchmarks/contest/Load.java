package dev.tributary.benchmarks.contest;

import java.util.List;
import java.util.stream.IntStream;

/** Changes that a sink stores, the same for all contestants. */
public enum Load {
    /** New rows. */
    INSERTS {
        @Override
        Change change(int index, int rows) {
            return new Change(Kind.INSERT, Order.of(index, 0));
        }
    },
    /** Each row of the table changes once, in another order than it was inserted. */
    UPDATES {
        @Override
        public int filled(int rows) {
            return rows;
        }

        @Override
        Change change(int index, int rows) {
            return new Change(Kind.UPDATE, Order.of(index * STRIDE % rows, 1));
        }
    },
    /** Of ten changes five are new rows, three update one of the newer, two delete the oldest. */
    MIXED {
        @Override
        Change change(int index, int rows) {
            int ten = index / 10;
            int kind = index % 10;
            if (kind < 5) {
                return new Change(Kind.INSERT, Order.of(5L * ten + kind, 0));
            }
            if (kind < 8) {
                int oldest = 2 * ten + 2;
                return new Change(Kind.UPDATE, Order.of(oldest + index * STRIDE % (3L * ten + 3), index));
            }
            return new Change(Kind.DELETE, Order.of(2L * ten + kind - 8, 0));
        }
    },
    /** A hundred rows change again and again. */
    HOT_KEYS {
        @Override
        public int filled(int rows) {
            return HOT;
        }

        @Override
        Change change(int index, int rows) {
            return new Change(Kind.UPDATE, Order.of(index * STRIDE % HOT, index));
        }
    };

    /** The setting with the name of a load. */
    public static final String SETTING = "load";

    private static final int HOT = 100;

    /** A prime, so that every row has its turn. */
    private static final long STRIDE = 7_368_787;

    /** What happens to a row. */
    public enum Kind {
        INSERT,
        UPDATE,
        DELETE
    }

    /**
     * What happens to which row.
     *
     * @param row what it is then, or was before it is deleted
     */
    public record Change(Kind kind, Order row) {}

    /** Returns how many orders the table holds before, from the first on. */
    public int filled(int rows) {
        return 0;
    }

    abstract Change change(int index, int rows);

    /** Returns so many changes, in their order. */
    public List<Change> changes(int rows) {
        return IntStream.range(0, rows).mapToObj(index -> change(index, rows)).toList();
    }
}
