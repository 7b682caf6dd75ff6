package dev.tributary.binlog.internal.net;

import dev.tributary.Secret;
import java.time.Duration;

/**
 * What a connection is made with; the password is asked for at each connect.
 *
 * @param connectTimeout for each step up to the end of the login
 * @param heartbeat how often an idle server shows that it is alive; silence of three of these is a lost connection
 * @param maxEventBytes the longest event that is held in memory
 */
public record ConnectionSettings(
        String host,
        int port,
        String user,
        Secret password,
        TlsSettings tls,
        Duration connectTimeout,
        Duration heartbeat,
        int maxEventBytes) {

    private static final int HEARTBEATS_TO_MISS = 3;

    /** Returns host and port. */
    public String address() {
        return host + ":" + port;
    }

    int readTimeoutMillis() {
        return Math.toIntExact(heartbeat.multipliedBy(HEARTBEATS_TO_MISS).toMillis());
    }
}
