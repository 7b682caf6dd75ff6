package dev.tributary.binlog.internal.net;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for bytes of a socket in short slices, so that a wait can be ended without closing the socket, and counts how
 * long nothing came. Only waiting counts: neither a reader that is busy elsewhere nor a process that was stopped takes the
 * server for dead.
 */
final class Arrival {

    private static final int SLICE_MILLIS = 50;

    private final Socket socket;
    private final int limitMillis;
    private long silentMillis;

    /** @param limitMillis the silence, in milliseconds, after which the other end is taken for lost */
    Arrival(Socket socket, int limitMillis) {
        this.socket = socket;
        this.limitMillis = limitMillis;
    }

    boolean await(ChunkedInput in, Duration timeout, BooleanSupplier stop) throws IOException {
        long left = timeout.toMillis();
        do {
            int slice = (int) Math.max(1, Math.min(SLICE_MILLIS, left));
            socket.setSoTimeout(slice);
            try {
                in.require(1);
                silentMillis = 0;
                return true;
            } catch (SocketTimeoutException nothingYet) {
                silentMillis += slice;
                left -= slice;
            } finally {
                socket.setSoTimeout(limitMillis);
            }
        } while (left > 0 && silentMillis < limitMillis && !stop.getAsBoolean());
        return false;
    }

    boolean isOverdue() {
        return silentMillis >= limitMillis;
    }
}
