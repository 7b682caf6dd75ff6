package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Sees to it that a reader's identity is no other replica's: draws another, or waits where the id was chosen by a person.
 * For that may be the reader's own, of a run just before: the server lists a replica until it has tried twice to write a
 * heartbeat to a connection that is gone.
 *
 * <p>Confined to one thread.
 */
final class ReplicaIds {

    private static final int HEARTBEATS_TO_WAIT = 4;
    private static final Duration LEAST_WAIT = Duration.ofSeconds(5);
    private static final Duration ASK_AGAIN = Duration.ofMillis(250);

    private static final int USER = 1;
    private static final int HOST = 2;
    private static final int COMMAND = 4;

    private final Connector connector;
    private final OptionalLong forced;
    private final Duration patience;
    private ReplicaIdentity identity;

    /**
     * @param forced what a person has chosen; empty for a random one
     * @param heartbeat how often the server writes to a connection
     */
    ReplicaIds(Connector connector, OptionalLong forced, Duration heartbeat) {
        this.connector = connector;
        this.forced = forced;
        Duration wait = heartbeat.multipliedBy(HEARTBEATS_TO_WAIT);
        this.patience = wait.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : wait;
        this.identity = forced.isPresent() ? ReplicaIdentity.ofId(forced.getAsLong()) : ReplicaIdentity.random();
    }

    ReplicaIdentity identity() {
        return identity;
    }

    /** Whether the identity can be given up for another. */
    boolean isFree() {
        return forced.isEmpty();
    }

    /** Takes another identity, for sessions to come. */
    void drawAnother() {
        identity = ReplicaIdentity.random();
    }

    /**
     * Makes sure that a server that we have not read from yet has no replica of our identity.
     *
     * @throws BinlogFailure if the one that was asked for stays taken
     */
    void claim(BinlogConnection connection, ServerFacts facts) {
        String own = facts.variable(ServerFacts.SERVER_ID);
        while (isFree() && (isOwn(own) || holder(connection, facts).isPresent())) {
            drawAnother();
        }
        if (isOwn(own)) {
            throw taken("the id of the server itself", connection);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        for (Optional<Replica> holder = holder(connection, facts);
                holder.isPresent();
                holder = holder(connection, facts)) {
            if (System.nanoTime() - deadline >= 0 || connector.awaitAbort(ASK_AGAIN)) {
                throw taken("since " + patience.toSeconds() + " s at least the id of " + holder.get(), connection);
            }
        }
    }

    private boolean isOwn(String serversOwn) {
        return serversOwn.equals(Long.toString(identity.id()));
    }

    private Optional<Replica> holder(BinlogConnection connection, ServerFacts facts) {
        String id = Long.toString(identity.id());
        return facts.flavour().replicas(connection).stream()
                .filter(replica -> replica.serverId().equals(id))
                .findFirst();
    }

    /** Explains that the server has ended our dump for the sake of another reader of our identity. */
    BinlogFailure taken(BinlogFailure ended) {
        try {
            BinlogConnection connection = connector.connect();
            try {
                BinlogFailure explained = taken("used by a reader that began after this one", connection);
                explained.addSuppressed(ended);
                return explained;
            } finally {
                connector.close(connection);
            }
        } catch (BinlogFailure unknown) {
            ended.addSuppressed(unknown);
            return ended;
        }
    }

    private BinlogFailure taken(String byWhom, BinlogConnection connection) {
        return new BinlogFailure(
                BinlogFailure.Kind.SERVER_ID_TAKEN,
                "The server id " + identity.id() + ", set by serverId, is " + byWhom + " at " + connector.address()
                        + " (who reads its binlog now, as far as this account may see: " + readers(connection)
                        + "); stop the other reader, set another id, or leave serverId out and a free one is found");
    }

    private static String readers(BinlogConnection connection) {
        List<String> readers = connection.query("SHOW PROCESSLIST").stream()
                .filter(row -> ServerFacts.text(row, COMMAND).startsWith("Binlog Dump"))
                .map(row -> ServerFacts.text(row, USER) + " from " + ServerFacts.text(row, HOST))
                .toList();
        return readers.isEmpty() ? "nobody" : readers.stream().collect(Collectors.joining(", "));
    }
}
