package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a server id for us that no replica of the server has. */
final class ReplicaId {

    // Above what people give their servers by hand.
    private static final long LOWEST = 0x4000_0000L;
    private static final long HIGHEST = 0xffff_fffeL;

    private ReplicaId() {}

    /**
     * Returns the id that was asked for, or a random one.
     *
     * @throws BinlogFailure if the one that was asked for is taken
     */
    static long choose(BinlogConnection connection, ServerFacts facts, OptionalLong forced) {
        Set<String> taken = new HashSet<>(facts.flavour().replicaIds(connection));
        taken.add(facts.variable(ServerFacts.SERVER_ID));
        if (forced.isPresent()) {
            if (taken.contains(Long.toString(forced.getAsLong()))) {
                throw new BinlogFailure(
                        BinlogFailure.Kind.SERVER_ID_TAKEN,
                        "The server id " + forced.getAsLong()
                                + " is that of the server itself or of another replica, of " + taken
                                + "; choose another, or leave serverId out and a free one is found");
            }
            return forced.getAsLong();
        }
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong(LOWEST, HIGHEST + 1);
        } while (taken.contains(Long.toString(id)));
        return id;
    }
}
