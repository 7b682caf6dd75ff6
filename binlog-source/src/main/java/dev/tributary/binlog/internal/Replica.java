package dev.tributary.binlog.internal;

/**
 * A replica that a server lists.
 *
 * @param host as it calls itself; may be empty
 */
record Replica(String serverId, String host) {

    @Override
    public String toString() {
        return host.isEmpty()
                ? "a replica that does not tell its host"
                : "the replica that calls its host '" + host + "'";
    }
}
