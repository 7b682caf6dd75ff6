package dev.tributary.binlog.internal.snapshot;

import dev.tributary.binlog.internal.net.BinlogFailure;
import java.util.Set;

/**
 * What the failure of a SELECT means.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">the server's error numbers</a>
 */
final class SelectFailures {

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int DEADLOCK = 1213;
    private static final int QUERY_INTERRUPTED = 1317;
    private static final int QUERY_TIMEOUT = 3024;

    private static final int TABLE_ACCESS_DENIED = 1142;
    private static final int COLUMN_ACCESS_DENIED = 1143;

    private static final int UNKNOWN_DATABASE = 1049;
    private static final int UNKNOWN_COLUMN = 1054;
    private static final int UNKNOWN_TABLE = 1146;
    private static final int KEY_DOES_NOT_EXIST = 1176;
    private static final int DEFINITION_CHANGED = 1412;
    private static final int DEFINITION_HAS_CHANGED = 3577;

    private static final Set<Integer> OF_DEFINITION = Set.of(
            UNKNOWN_DATABASE,
            UNKNOWN_COLUMN,
            UNKNOWN_TABLE,
            KEY_DOES_NOT_EXIST,
            DEFINITION_CHANGED,
            DEFINITION_HAS_CHANGED);

    private static final Set<Integer> PASSING = Set.of(LOCK_WAIT_TIMEOUT, DEADLOCK, QUERY_INTERRUPTED, QUERY_TIMEOUT);

    private SelectFailures() {}

    /** Whether the table is not what it was when it was looked at. */
    static boolean isOfDefinition(BinlogFailure failure) {
        return OF_DEFINITION.contains(failure.serverCode());
    }

    /** Whether the account may not read the table. */
    static boolean isOfPrivilege(BinlogFailure failure) {
        return failure.serverCode() == TABLE_ACCESS_DENIED || failure.serverCode() == COLUMN_ACCESS_DENIED;
    }

    /** Whether another try may succeed. */
    static boolean mayPass(BinlogFailure failure) {
        return failure.isPassing() || isOfDefinition(failure) || PASSING.contains(failure.serverCode());
    }
}
