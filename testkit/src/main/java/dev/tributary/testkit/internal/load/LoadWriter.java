package dev.tributary.testkit.internal.load;

import dev.tributary.testkit.WriteLoad.Change;
import dev.tributary.testkit.WriteLoad.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One writer of a load. It is run by one thread; what it has done may be asked for once that thread has ended.
 */
public final class LoadWriter implements Runnable {
    private static final int ROLLED_BACK_PERCENT = 10;
    private static final long RECONNECT_NANOS = Duration.ofMillis(100).toNanos();
    // Two transactions in each other's way, and a lock that did not come free in time.
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    // What a server says that is shutting down; one that is gone says nothing, which the driver reports by this class.
    private static final Set<Integer> GOING_AWAY = Set.of(1053, 1317, 3169);
    private static final String CONNECTION_FAILURE_CLASS = "08";

    private final LoadPlan plan;
    private final int index;
    private final SplittableRandom random;
    private final AtomicLong sequence;
    private final AtomicLong committed;
    private final AtomicBoolean stopping;

    private final List<Kind> kinds = List.of(Kind.values());
    private final List<Change> changes = new ArrayList<>();
    private final List<Change> uncertain = new ArrayList<>();
    private long written;
    private long rolledBack;
    private @Nullable SQLException failure;

    /** A writer that numbers its changes by {@code sequence} and counts its commits in {@code committed}. */
    public LoadWriter(LoadPlan plan, int index, AtomicLong sequence, AtomicLong committed, AtomicBoolean stopping) {
        this.plan = plan;
        this.index = index;
        this.random = new SplittableRandom(plan.seed() + index);
        this.sequence = sequence;
        this.committed = committed;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        while (!stopping.get()) {
            try (Connection connection = plan.source().getConnection()) {
                connection.setAutoCommit(false);
                write(connection);
            } catch (SQLException e) {
                if (!plan.outagesTolerated() || !isOutage(e)) {
                    failure = e;
                    stopping.set(true);
                    return;
                }
                LockSupport.parkNanos(RECONNECT_NANOS);
            }
        }
    }

    /** Writes through one connection until that breaks or the load is stopped. */
    private void write(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(plan.insert());
                PreparedStatement update = connection.prepareStatement(plan.update());
                PreparedStatement delete = connection.prepareStatement(plan.delete())) {
            while (!stopping.get()) {
                transaction(connection, new Statements(insert, update, delete));
                LockSupport.parkNanos(plan.pause().toNanos());
            }
        }
    }

    private record Statements(PreparedStatement insert, PreparedStatement update, PreparedStatement delete) {}

    private void transaction(Connection connection, Statements statements) throws SQLException {
        List<Change> made = new ArrayList<>();
        try {
            int count = random.nextInt(plan.size().changesPerTransaction()) + 1;
            for (int i = 0; i < count; i++) {
                change(statements).ifPresent(made::add);
            }
        } catch (SQLException e) {
            if (!isConflict(e)) {
                throw e;
            }
            connection.rollback();
            rolledBack++;
            return;
        }
        if (random.nextInt(100) < ROLLED_BACK_PERCENT) {
            connection.rollback();
            rolledBack++;
        } else {
            commit(connection, made);
        }
    }

    private void commit(Connection connection, List<Change> made) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            uncertain.addAll(made);
            throw e;
        }
        changes.addAll(made);
        committed.incrementAndGet();
    }

    /** Does one thing to one row, if it can be done. */
    private Optional<Change> change(Statements statements) throws SQLException {
        Kind kind = kinds.get(random.nextInt(kinds.size()));
        int key = random.nextInt(plan.size().keys()) + 1;
        String value = kind == Kind.DELETE ? "" : "writer " + index + " text " + ++written;
        int rows = switch (kind) {
            case INSERT -> {
                statements.insert().setInt(1, key);
                statements.insert().setString(2, value);
                yield statements.insert().executeUpdate();
            }
            case UPDATE -> {
                statements.update().setString(1, value);
                statements.update().setInt(2, key);
                yield statements.update().executeUpdate();
            }
            case DELETE -> {
                statements.delete().setInt(1, key);
                yield statements.delete().executeUpdate();
            }
        };
        // The row is locked from here to the end of the transaction: numbers of one key are in commit order.
        return rows == 1 ? Optional.of(new Change(sequence.incrementAndGet(), kind, key, value)) : Optional.empty();
    }

    private static boolean isConflict(SQLException e) {
        return SERIALIZATION_FAILURE.equals(e.getSQLState()) || e.getErrorCode() == LOCK_WAIT_TIMEOUT;
    }

    private static boolean isOutage(SQLException e) {
        String state = e.getSQLState();
        return GOING_AWAY.contains(e.getErrorCode()) || (state != null && state.startsWith(CONNECTION_FAILURE_CLASS));
    }

    /** What was committed. */
    public List<Change> changes() {
        return changes;
    }

    /** What may have been committed. */
    public List<Change> uncertain() {
        return uncertain;
    }

    /** How many transactions were rolled back. */
    public long rolledBack() {
        return rolledBack;
    }

    /** What ended this writer before its time, if something did. */
    public Optional<SQLException> failure() {
        return Optional.ofNullable(failure);
    }
}
