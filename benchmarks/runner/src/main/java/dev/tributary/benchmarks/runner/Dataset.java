package dev.tributary.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;

/** Rows that are written to the binlog, and which tables of them are captured. */
enum Dataset {
    ORDERS_AND_SBTEST("Inserts: three in ten rows of an orders table, seven of a sysbench table", 1_000_000, 100_000) {
        @Override
        List<String> tables() {
            return List.of("orders", "sbtest1");
        }

        @Override
        List<String> transaction(int begin, int number) {
            return List.of(
                    begin / TRANSACTION % 10 < 3
                            ? Tables.insertOrders(begin, number)
                            : Tables.insertSbtest("sbtest1", begin, number));
        }
    };

    /** How many rows a transaction changes. */
    static final int TRANSACTION = 10_000;

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

    /** The statements that write all of it. */
    List<String> statements(boolean quick) {
        List<String> statements = new ArrayList<>();
        for (int begin = 0; begin < rows(quick); begin += TRANSACTION) {
            statements.add("BEGIN");
            statements.addAll(transaction(begin, Math.min(TRANSACTION, rows(quick) - begin)));
            statements.add("COMMIT");
        }
        return statements;
    }
}
