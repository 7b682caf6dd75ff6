package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;

/** What the account of a connection may do. */
final class Privileges {

    private Privileges() {}

    /** Whether it may run a statement, found out by running it. */
    static boolean allow(BinlogConnection connection, String statement) {
        try {
            connection.query(statement);
            return true;
        } catch (BinlogFailure e) {
            if (e.kind() == BinlogFailure.Kind.PRIVILEGE_MISSING) {
                return false;
            }
            throw e;
        }
    }
}
