package dev.tributary.binlog.internal;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The replica that a reader is to its servers. MySQL ends a dump when another begins under its UUID, MariaDB when one
 * begins under its id.
 */
record ReplicaIdentity(long id, UUID uuid) {

    // Above what people give their servers by hand.
    private static final long LOWEST = 0x4000_0000L;
    private static final long HIGHEST = 0xffff_fffeL;

    /** One that nobody else is likely to have. */
    static ReplicaIdentity random() {
        return new ReplicaIdentity(ThreadLocalRandom.current().nextLong(LOWEST, HIGHEST + 1), UUID.randomUUID());
    }

    /** The one of an id that was chosen by a person: two readers of that id are the same to MySQL too, which tells us. */
    static ReplicaIdentity ofId(long id) {
        return new ReplicaIdentity(id, UUID.nameUUIDFromBytes(("tributary " + id).getBytes(StandardCharsets.UTF_8)));
    }

    /** One for another dump beside the first, which must not end it. */
    ReplicaIdentity besides(int number) {
        return new ReplicaIdentity(id ^ number, UUID.randomUUID());
    }
}
