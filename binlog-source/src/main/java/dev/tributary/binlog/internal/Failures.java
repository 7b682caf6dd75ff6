package dev.tributary.binlog.internal;

import dev.tributary.ConfigurationException;
import dev.tributary.RetriableException;
import dev.tributary.SourceException;
import dev.tributary.TributaryException;
import dev.tributary.binlog.internal.net.BinlogFailure;

/** Turns failures of the protocol into those that users see. */
final class Failures {

    private Failures() {}

    static TributaryException translate(BinlogFailure failure, String user) {
        if (failure.isPassing()) {
            return new RetriableException(message(failure), failure);
        }
        return switch (failure.kind()) {
            case ACCESS_DENIED ->
                new ConfigurationException(
                        message(failure)
                                + "; check name and password, that the account may connect from this host, and whether it requires TLS or a client certificate",
                        failure);
            case PRIVILEGE_MISSING ->
                new ConfigurationException(message(failure) + "; run: " + Preflight.grant(user), failure);
            case TLS, BINLOG_OFF, SERVER_ID_TAKEN, NOT_SET -> new ConfigurationException(message(failure), failure);
            default -> new SourceException(message(failure), failure);
        };
    }

    private static String message(BinlogFailure failure) {
        return String.valueOf(failure.getMessage());
    }
}
