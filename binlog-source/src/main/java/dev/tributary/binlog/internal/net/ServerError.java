package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ByteCursor;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An error packet.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">the server's error numbers</a>
 */
record ServerError(int code, String message) {

    private static final int HOST_NOT_ALLOWED = 1130;
    private static final int TOO_MANY_CONNECTIONS = 1040;
    private static final int ACCESS_DENIED = 1045;
    private static final int SHUTDOWN_IN_PROGRESS = 1053;
    private static final int NORMAL_SHUTDOWN = 1077;
    private static final int HOST_BLOCKED = 1129;
    private static final int NET_READ_INTERRUPTED = 1159;
    private static final int NET_WRITE_INTERRUPTED = 1161;
    private static final int TOO_MANY_USER_CONNECTIONS = 1203;
    private static final int SPECIFIC_ACCESS_DENIED = 1227;
    private static final int FATAL_READING_BINLOG = 1236;
    private static final int QUERY_INTERRUPTED = 1317;
    private static final int ACCESS_DENIED_NO_PASSWORD = 1698;
    private static final int MUST_CHANGE_PASSWORD = 1820;
    private static final int PASSWORD_EXPIRED = 1862;
    private static final int ACCOUNT_LOCKED = 3118;
    private static final int SESSION_KILLED = 3169;
    private static final int SERVER_OFFLINE = 3032;

    private static final int MARIADB_REPLACED = 4052;

    private static final int SQL_STATE_LENGTH = 6;

    /** In all versions of MySQL, which has no number of its own for it. */
    private static final String REPLACED = "same server_uuid/server_id";

    /** Of the same error again: the server has read something else than events, in its file or beside what it writes now. */
    private static final List<String> UNREADABLE = List.of(
            "truncated in the middle of event", "exceeded max_allowed_packet", "bogus data", "did not pass crc check");

    /** @param cursor behind the marker byte */
    static ServerError parse(ByteCursor cursor) {
        int code = cursor.u16();
        String text = cursor.string(cursor.remaining(), StandardCharsets.UTF_8);
        // '#' and five characters of SQLSTATE, except before the handshake is done.
        return new ServerError(
                code,
                text.startsWith("#") && text.length() >= SQL_STATE_LENGTH ? text.substring(SQL_STATE_LENGTH) : text);
    }

    /** @param attempt what the error is the answer to, up to the end of the login */
    BinlogFailure asLoginFailure(String attempt) {
        return failure(loginKind(), attempt);
    }

    /** @param attempt what the error is the answer to, after the login */
    BinlogFailure asFailure(String attempt) {
        // The server uses the error of a wrong password for some missing privileges.
        BinlogFailure.Kind kind = loginKind();
        return failure(kind == BinlogFailure.Kind.ACCESS_DENIED ? BinlogFailure.Kind.PRIVILEGE_MISSING : kind, attempt);
    }

    private BinlogFailure failure(BinlogFailure.Kind kind, String attempt) {
        return new BinlogFailure(kind, attempt + ": the server answered error " + code + ", '" + message + "'", code);
    }

    private BinlogFailure.Kind loginKind() {
        return switch (code) {
            case ACCESS_DENIED,
                    ACCESS_DENIED_NO_PASSWORD,
                    HOST_NOT_ALLOWED,
                    HOST_BLOCKED,
                    MUST_CHANGE_PASSWORD,
                    PASSWORD_EXPIRED,
                    ACCOUNT_LOCKED -> BinlogFailure.Kind.ACCESS_DENIED;
            case SPECIFIC_ACCESS_DENIED -> BinlogFailure.Kind.PRIVILEGE_MISSING;
            case MARIADB_REPLACED -> BinlogFailure.Kind.SERVER_ID_TAKEN;
            case FATAL_READING_BINLOG -> kindOfFatal();
            case TOO_MANY_CONNECTIONS,
                    TOO_MANY_USER_CONNECTIONS,
                    SHUTDOWN_IN_PROGRESS,
                    NORMAL_SHUTDOWN,
                    NET_READ_INTERRUPTED,
                    NET_WRITE_INTERRUPTED,
                    QUERY_INTERRUPTED,
                    SESSION_KILLED,
                    SERVER_OFFLINE -> BinlogFailure.Kind.SERVER_UNAVAILABLE;
            default -> BinlogFailure.Kind.SERVER_ERROR;
        };
    }

    private BinlogFailure.Kind kindOfFatal() {
        if (message.contains(REPLACED)) {
            return BinlogFailure.Kind.SERVER_ID_TAKEN;
        }
        return UNREADABLE.stream().anyMatch(message::contains)
                ? BinlogFailure.Kind.CORRUPT
                : BinlogFailure.Kind.DUMP_REFUSED;
    }
}
