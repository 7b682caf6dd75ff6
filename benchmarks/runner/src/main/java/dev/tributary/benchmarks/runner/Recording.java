package dev.tributary.benchmarks.runner;

/**
 * A dataset in the binlog.
 *
 * @param dataset what was written
 * @param quick whether it has few rows
 * @param begin where it begins in the binlog; the mark follows in the same file
 * @param bytes its length in the binlog
 */
record Recording(Dataset dataset, boolean quick, Place begin, long bytes) {

    int capturedRows() {
        return dataset.capturedRows(quick);
    }

    int rows() {
        return dataset.rows(quick);
    }
}
