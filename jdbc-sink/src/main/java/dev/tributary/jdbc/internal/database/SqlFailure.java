package dev.tributary.jdbc.internal.database;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Map;
import java.util.Set;

/**
 * What an error of a database means for the one who met it, told by its SQLState and, where states say too little, by the
 * vendor's code; never by its text.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html">MySQL's errors</a>
 */
public enum SqlFailure {
    /** The connection is of no use any more; a new one may be. */
    CONNECTION,
    /** The transaction failed; the same one may succeed. */
    TRANSACTION,
    /** A row is refused; others are not. */
    ROW,
    /** Something must be changed first: a password, a privilege, a table. */
    CONFIGURATION,
    /** Anything else. */
    OTHER;

    /** Shutting down, killed, read-only, too many connections, and lost on the way. */
    private static final Set<Integer> MYSQL_CONNECTION = Set.of(
            1040, 1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1203, 1226, 1290, 1836, 1927, 2006, 2013, 3169, 4031);

    /** Disk or table full, lock wait time-out, deadlock, query interrupted, no lock at once, a row changed meanwhile. */
    private static final Set<Integer> MYSQL_TRANSACTION =
            Set.of(1020, 1021, 1114, 1205, 1213, 1317, 1969, 3024, 3100, 3572);

    /** Values and rows that are refused under the general state HY000 or another that is not of data. */
    private static final Set<Integer> MYSQL_ROW =
            Set.of(1153, 1265, 1292, 1364, 1366, 1411, 1526, 1690, 1748, 3819, 3820, 3854, 4025, 6136, 6138);

    /** Duplicate keys, foreign keys; and a subquery of two rows, by which a strict upsert refuses. */
    private static final Set<Integer> MYSQL_CONFLICT =
            Set.of(1022, 1062, 1169, 1216, 1217, 1242, 1451, 1452, 1586, 1761, 1762, 1859);

    /** Unique and foreign key violations of PostgreSQL and H2. */
    private static final Set<String> CONFLICT_STATES = Set.of("23001", "23503", "23505", "23506");

    /** Access denied, unknown database, privileges. */
    private static final Set<Integer> MYSQL_CONFIGURATION = Set.of(1044, 1045, 1049, 1142, 1143, 1227, 1665);

    /** Lock time-out, and a row that was changed meanwhile. */
    private static final Set<Integer> H2_TRANSACTION = Set.of(50200, 90131);

    /** Shut down, lost, and the general error of a session that was ended while it worked. */
    private static final Set<Integer> H2_CONNECTION = Set.of(50000, 90067, 90098, 90121);

    /** Where the class of a state says too little, as PostgreSQL's sometimes do. */
    private static final Map<String, SqlFailure> STATES = Map.of(
            "25006", CONNECTION, // read-only
            "53300", CONNECTION, // too many connections
            "25P02", TRANSACTION, // it has failed before
            "55P03", TRANSACTION, // lock not granted at once
            "57014", TRANSACTION, // statement cancelled
            "54000", ROW, // larger than a page or an index can take
            "42501", CONFIGURATION, // privileges
            "3D000", CONFIGURATION); // no such database

    /** Returns what an error means. */
    public static SqlFailure of(SQLException error) {
        int code = error.getErrorCode();
        String state = state(error);
        if (MYSQL_TRANSACTION.contains(code) || H2_TRANSACTION.contains(code)) {
            return TRANSACTION;
        }
        if (MYSQL_ROW.contains(code)) {
            return ROW;
        }
        if (MYSQL_CONFIGURATION.contains(code)) {
            return CONFIGURATION;
        }
        if (MYSQL_CONNECTION.contains(code) || H2_CONNECTION.contains(code)) {
            return CONNECTION;
        }
        return ofState(error, state);
    }

    private static SqlFailure ofState(SQLException error, String state) {
        SqlFailure known = STATES.get(state);
        if (known != null) {
            return known;
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "08", "57" -> CONNECTION;
            case "40", "41", "53" -> TRANSACTION;
            case "21", "22", "23" -> ROW;
            case "28" -> CONFIGURATION;
            default -> {
                if (error instanceof SQLRecoverableException) {
                    yield CONNECTION;
                }
                yield error instanceof SQLTransientException ? TRANSACTION : OTHER;
            }
        };
    }

    /** Returns whether another row stands in the way of one that is refused: it has the unique value, or refers to it. */
    public static boolean isConflict(SQLException error) {
        return CONFLICT_STATES.contains(state(error)) || MYSQL_CONFLICT.contains(error.getErrorCode());
    }

    /** Returns the error's state and vendor code for a message: {@code SQLState 40001, error 1213}. */
    public static String codes(SQLException error) {
        String state = state(error);
        return (state.isEmpty() ? "no SQLState" : "SQLState " + state) + ", error " + error.getErrorCode();
    }

    /** Returns the error with those that the driver chained to it as suppressed ones, so that a stack trace shows them. */
    public static SQLException unchained(SQLException error) {
        SQLException next = error.getNextException();
        while (next != null) {
            if (next != error && next != error.getCause()) {
                error.addSuppressed(next);
            }
            next = next.getNextException();
        }
        return error;
    }

    private static String state(SQLException error) {
        String state = error.getSQLState();
        if (state == null && error instanceof BatchUpdateException && error.getCause() instanceof SQLException cause) {
            state = cause.getSQLState();
        }
        return state == null ? "" : state;
    }
}
