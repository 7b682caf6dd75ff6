package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.Server;

/**
 * A broker and how the testkit talks to it.
 *
 * @param server the broker
 * @param adminAddress where the testkit may do everything, whatever is asked of clients elsewhere
 */
public record RunningKafka(Server server, String adminAddress) {
    /** A broker that asks nothing of its clients. */
    static RunningKafka open(Server server) {
        return new RunningKafka(server, server.host() + ":" + server.port());
    }

    /** A broker whose other listener is open to the testkit alone. */
    static RunningKafka secured(LocalKafka node) {
        return new RunningKafka(node.server(), node.internalAddress());
    }
}
