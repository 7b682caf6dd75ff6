package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.LatencyMeter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Writes single-row transactions on a schedule that does not wait for anyone. */
final class OpenLoop {

    private static final int WRITERS = 4;
    private static final long NANOS = 1_000_000_000L;

    private final BenchServer server;
    private final int rowsPerSecond;

    OpenLoop(BenchServer server, int rowsPerSecond) {
        this.server = server;
        this.rowsPerSecond = rowsPerSecond;
    }

    /** Writes so many rows, and returns after the last commit by how much that came late, in nanoseconds. */
    long write(int rows) throws InterruptedException, ExecutionException {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int first = i;
                running.add(writers.submit(() -> {
                    write(start, first, rows);
                    return null;
                }));
            }
            for (Future<?> writer : running) {
                writer.get();
            }
            return System.nanoTime() - start - rows * NANOS / rowsPerSecond;
        } finally {
            writers.shutdownNow();
        }
    }

    private void write(long start, int first, int rows) throws SQLException {
        try (Connection connection = server.connection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO " + Tables.DATABASE + ".ticks (sent_micros, payload) VALUES (?, ?)")) {
            insert.setString(2, "x".repeat(100));
            for (int row = first; row < rows; row += WRITERS) {
                awaitTime(start + row * NANOS / rowsPerSecond);
                insert.setLong(1, LatencyMeter.nowMicros());
                insert.executeUpdate();
            }
        }
    }

    private static void awaitTime(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
