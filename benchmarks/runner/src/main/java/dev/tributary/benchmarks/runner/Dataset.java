package dev.tributary.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Rows that are written to the binlog, and which tables of them are captured. */
enum Dataset {
    INSERTS("Inserts: three in ten rows of an orders table, seven of a sysbench table", 1_000_000, 100_000) {
        @Override
        List<String> tables() {
            return List.of("orders", "sbtest1");
        }

        @Override
        List<String> transaction(int begin, int number) {
            return List.of(
                    begin / TRANSACTION % 10 < IN_TEN
                            ? Tables.insertOrders(begin, number)
                            : Tables.insertSbtest("sbtest1", begin, number));
        }
    },

    // The rows of the orders table that INSERTS has written.
    UPDATES("Updates of the orders table", 250_000, 20_000) {
        @Override
        List<String> tables() {
            return List.of("orders");
        }

        @Override
        List<String> transaction(int begin, int number) {
            return List.of(Tables.updateOrders(orders(begin), number));
        }
    },

    WIDE_TEXT("Inserts of wide text, some of it not ASCII or to be escaped", 100_000, 10_000) {
        @Override
        List<String> tables() {
            return List.of("articles");
        }

        @Override
        List<String> transaction(int begin, int number) {
            return List.of(Tables.insertArticles(begin, number));
        }
    },

    ONE_IN_TEN("Inserts into ten sysbench tables, one of which is captured", 1_000_000, 100_000) {
        @Override
        List<String> tables() {
            return List.of(Tables.busy(3));
        }

        @Override
        List<String> transaction(int begin, int number) {
            return IntStream.range(0, Tables.BUSY)
                    .mapToObj(i -> Tables.insertSbtest(Tables.busy(i), begin / Tables.BUSY, number / Tables.BUSY))
                    .toList();
        }

        @Override
        int capturedRows(boolean quick) {
            return rows(quick) / Tables.BUSY;
        }
    };

    /** How many rows a transaction changes. */
    static final int TRANSACTION = 10_000;

    private static final int IN_TEN = 3;

    private final String title;
    private final int rows;
    private final int fewRows;

    Dataset(String title, int rows, int fewRows) {
        this.title = title;
        this.rows = rows;
        this.fewRows = fewRows;
    }

    String title() {
        return title;
    }

    /** For file names. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The captured tables. */
    abstract List<String> tables();

    /** The statements of one transaction. */
    abstract List<String> transaction(int begin, int number);

    /** How many rows are changed, in all tables. */
    int rows(boolean quick) {
        return quick ? fewRows : rows;
    }

    /** How many of the changed rows are in captured tables. */
    int capturedRows(boolean quick) {
        return rows(quick);
    }

    /** The id of the order of a number: in ten transactions of INSERTS the first three write orders. */
    private static int orders(int number) {
        int transaction = number / TRANSACTION;
        return (transaction / IN_TEN * 10 + transaction % IN_TEN) * TRANSACTION;
    }

    /** The statements that write so many rows of it. */
    List<String> statements(int number) {
        List<String> statements = new ArrayList<>();
        for (int begin = 0; begin < number; begin += TRANSACTION) {
            statements.add("BEGIN");
            statements.addAll(transaction(begin, Math.min(TRANSACTION, number - begin)));
            statements.add("COMMIT");
        }
        return statements;
    }
}
