package dev.tributary.binlog.internal.snapshot;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ResultStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads chunks, one after another, over a connection of its own. Runs on a thread of its own. */
final class ChunkReader implements Runnable {

    private static final long PIECE_BYTES = 4L << 20;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final ChunkLine line;
    private final boolean alone;
    private @Nullable SourceServer server;
    private @Nullable BinlogConnection connection;

    /** @param alone whether no other reads with it, so that it can go from chunk to chunk without looking for their ends first */
    ChunkReader(ChunkLine line, boolean alone) {
        this.line = line;
        this.alone = alone;
    }

    @Override
    public void run() {
        try {
            for (Optional<ReadTask> task = line.take(); task.isPresent(); task = line.take()) {
                read(task.get());
            }
        } catch (InterruptedException end) {
            // the reader is being closed
        } finally {
            disconnect();
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever it is, who waits for the chunk must learn of it
    private void read(ReadTask task) throws InterruptedException {
        try {
            BinlogConnection ready = connected(task.server());
            task.server().see(ready, task.low());
            TablePlan plan = plan(task, ready);
            if (plan == null) {
                line.gone(
                        task,
                        end(task.server()),
                        task.server().unseen(task.wanted().table()));
            } else if (plan.isOnePass()) {
                readInOnePass(task, plan, ready);
            } else {
                readChunk(task, plan, ready);
            }
        } catch (BinlogFailure e) {
            disconnect();
            line.failed(task, SelectFailures.isOfPrivilege(e) ? withGrant(task, e) : e);
        } catch (RuntimeException e) {
            disconnect();
            line.failed(
                    task,
                    new BinlogFailure(
                            BinlogFailure.Kind.CORRUPT,
                            "Table " + task.wanted().table() + " cannot be read: " + e.getMessage(),
                            e));
        }
    }

    private static BinlogFailure withGrant(ReadTask task, BinlogFailure denied) {
        return new BinlogFailure(
                denied.kind(),
                denied.getMessage() + "; run: "
                        + task.server().grant(task.wanted().table()),
                denied);
    }

    private BinlogConnection connected(SourceServer to) {
        if (server != to) {
            disconnect();
        }
        BinlogConnection known = connection;
        if (known == null) {
            server = to;
            known = to.connect();
            connection = known;
        }
        return known;
    }

    private void disconnect() {
        if (connection != null && server != null) {
            server.close(connection);
        }
        connection = null;
    }

    private @Nullable TablePlan plan(ReadTask task, BinlogConnection on) {
        TablePlan known = task.plan();
        if (known != null) {
            return known;
        }
        TablePlan made = TablePlanner.plan(task.server(), on, task.wanted()).orElse(null);
        if (made != null) {
            line.planned(task, made);
        }
        return made;
    }

    private void readChunk(ReadTask task, TablePlan plan, BinlogConnection on) {
        long begin = System.nanoTime();
        Range range = task.range();
        boolean claimed = range != null;
        long limit = task.rows();
        if (range == null) {
            KeyValue cursor = line.cursor(task);
            if (alone || plan.estimatedRows().orElse(0) <= limit) {
                range = new Range(cursor, null);
            } else {
                range = new Range(cursor, boundary(plan, cursor, limit, on));
                claimed = true;
                line.claimed(task, range);
                limit = 2 * limit; // rows may have been inserted since
            }
        }
        PacketRows rows = new PacketRows();
        KeyValue last = read(plan, plan.rows(range, limit, task.server().lock()), rows, limit, on);
        Range done = last == null ? range : new Range(range.after(), last);
        if (!claimed) {
            line.claimed(task, done);
        }
        Range rest =
                claimed && last != null && !Objects.equals(last, range.upTo()) ? new Range(last, range.upTo()) : null;
        line.read(task, new Chunk(plan, done, rows, rest, false, end(task.server())), System.nanoTime() - begin);
    }

    private static @Nullable KeyValue boundary(
            TablePlan plan, @Nullable KeyValue after, long rows, BinlogConnection on) {
        ResultStream found = on.select(plan.boundary(after, rows), attempt(plan));
        KeyValue key = null;
        while (found.next()) {
            key = plan.keyOfBoundary(found.bytes(), found.from(), found.length());
        }
        return key;
    }

    /** Reads rows; returns the key of the last one if more may follow, null if none does. */
    private @Nullable KeyValue read(TablePlan plan, String sql, PacketRows rows, long limit, BinlogConnection on) {
        ResultStream result = on.select(sql, attempt(plan));
        while (result.next()) {
            rows.add(result.bytes(), result.from(), result.length());
            if (rows.totalBytes() >= ChunkSize.MOST_BYTES) {
                disconnect(); // the rest of the result is not wanted
                break;
            }
        }
        boolean all = connection != null && rows.size() < limit;
        int last = rows.size() - 1;
        return all ? null : plan.keyOf(rows.bytes(last), rows.from(last), rows.length(last));
    }

    /** Where the binlog ends, after the rows were read. */
    private StreamPlace end(SourceServer of) {
        BinlogConnection ready = connected(of);
        of.seen(ready);
        return of.end(ready);
    }

    /** Without a key a table cannot be cut: one SELECT reads it all, and waits while what it has read is delivered. */
    private void readInOnePass(ReadTask task, TablePlan plan, BinlogConnection on) throws InterruptedException {
        line.claimed(task, Range.ALL);
        ResultStream result = on.select(plan.rows(Range.ALL, NO_LIMIT, ""), attempt(plan));
        boolean more = result.next(); // with its first row the SELECT sees what it will see
        StreamPlace high = endBeside(task.server());
        do {
            long begin = System.nanoTime();
            PacketRows rows = new PacketRows();
            while (more && rows.totalBytes() < PIECE_BYTES) {
                rows.add(result.bytes(), result.from(), result.length());
                more = result.next();
            }
            line.read(task, new Chunk(plan, Range.ALL, rows, null, more, high), System.nanoTime() - begin);
            if (more && !line.awaitDelivery(task)) {
                disconnect();
                return;
            }
        } while (more);
        task.server().seen(Objects.requireNonNull(connection));
    }

    private static StreamPlace endBeside(SourceServer of) {
        BinlogConnection beside = of.connect();
        try {
            return of.end(beside);
        } finally {
            of.close(beside);
        }
    }

    private static String attempt(TablePlan plan) {
        return "Reading the rows of table " + plan.schema().table() + " failed";
    }
}
