package dev.tributary.binlog.internal.net;

/** A failure between this library and the server, with what is to be done about it as a type. */
public final class BinlogFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a caller must tell one from another. */
    public enum Kind {
        UNKNOWN_HOST(true),
        /** Refused, unreachable, or no answer within the connect time-out. */
        UNREACHABLE(true),
        /** An established connection broke or fell silent. */
        CONNECTION_LOST(true),
        /** The server answers that it cannot serve now: too many connections, shutting down, killed by an operator. */
        SERVER_UNAVAILABLE(true),
        /** Name, password or host not accepted. */
        ACCESS_DENIED(false),
        PRIVILEGE_MISSING(false),
        TLS(false),
        BINLOG_OFF(false),
        /** The server does not send from the position that was asked for. */
        DUMP_REFUSED(false),
        /** The server has lost what follows the position, for good. */
        POSITION_LOST(false),
        /** The position is of a server that has nothing to do with this one. */
        OTHER_SERVER(false),
        /** Another reader has our identity: it was there before us, or the server has ended our dump for its sake. */
        SERVER_ID_TAKEN(false),
        /** Server or account are not set for the capture of row changes. */
        NOT_SET(false),
        /** A statement or command that the server answered with an error. */
        SERVER_ERROR(false),
        /** Bytes that are not what the protocol or a checksum says that they are. */
        CORRUPT(false),
        TOO_LARGE(false),
        UNKNOWN_EVENT(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }
    }

    private final Kind kind;
    private final int serverCode;

    public BinlogFailure(Kind kind, String message) {
        this(kind, message, 0);
    }

    BinlogFailure(Kind kind, String message, int serverCode) {
        super(message);
        this.kind = kind;
        this.serverCode = serverCode;
    }

    public BinlogFailure(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.serverCode = 0;
    }

    public Kind kind() {
        return kind;
    }

    /** What is thrown where an answer of the server has made a parser fail in whatever way. */
    public static BinlogFailure unintelligible(String attempt, RuntimeException cause) {
        return new BinlogFailure(
                Kind.CORRUPT,
                attempt + ": what the server has sent cannot be understood (" + cause
                        + "): bytes were damaged or the peer is no MySQL server",
                cause);
    }

    /** Whether bytes that the network has damaged can be the cause, so that another connection may get them right. */
    public boolean isPerhapsDamage() {
        return kind == Kind.CORRUPT || kind == Kind.TLS;
    }

    /** Returns the number of the error that the server answered; 0 if it was none. */
    public int serverCode() {
        return serverCode;
    }

    /** Whether another attempt at the same thing may succeed with nothing changed by a person. */
    public boolean isPassing() {
        return kind.passing;
    }
}
