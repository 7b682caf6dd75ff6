package dev.tributary.binlog.internal;

import dev.tributary.Backoff;
import dev.tributary.binlog.LostPosition;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import dev.tributary.binlog.internal.snapshot.SnapshotSettings;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a source was built with.
 *
 * @param servers at least one; the first is preferred
 * @param serverId the id to read under; empty for one that is found
 * @param snapshots how tables are copied
 * @param withStatements whether rows carry the statement that changed them, where the server logs it
 * @param lostPosition what is done where no server has what follows the saved position
 */
public record SourceSettings(
        List<ConnectionSettings> servers,
        TableFilter tables,
        Start start,
        OptionalLong serverId,
        Backoff backoff,
        SnapshotSettings snapshots,
        boolean withStatements,
        LostPosition lostPosition) {

    public SourceSettings {
        servers = List.copyOf(servers);
    }

    /** Whether a server that refuses a position with this failure lets the source begin anew with a snapshot. */
    boolean beginsAnewAfter(BinlogFailure failure) {
        return switch (failure.kind()) {
            case POSITION_LOST -> lostPosition != LostPosition.FAIL;
            case OTHER_SERVER -> lostPosition == LostPosition.SNAPSHOT_OF_ANY_SERVER;
            default -> false;
        };
    }

    /** Returns the server to read from if it can be. Account and times are the same for all. */
    public ConnectionSettings preferred() {
        return servers.get(0);
    }
}
