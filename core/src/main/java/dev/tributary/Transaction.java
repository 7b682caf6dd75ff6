package dev.tributary;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the source, as its first event in the binlog tells it. All changes of a transaction share one
 * object.
 *
 * <p>Immutable.
 */
public final class Transaction {

    private final long serverId;
    private final @Nullable String gtid;
    private final String file;
    private final long position;
    private final Instant commitTime;

    private Transaction(long serverId, @Nullable String gtid, String file, long position, Instant commitTime) {
        this.serverId = serverId;
        this.gtid = gtid;
        this.file = Objects.requireNonNull(file, "file");
        this.position = position;
        this.commitTime = Objects.requireNonNull(commitTime, "commitTime");
    }

    /**
     * Returns a transaction that has no GTID.
     *
     * @param serverId the id of the server that ran it first, 0 to 2<sup>32</sup>-1
     * @param file the binlog file, of the server it was read from
     * @param position the offset of its first event in that file, in bytes
     * @param commitTime when it was committed on the server that ran it first; to the second on old servers
     */
    public static Transaction of(long serverId, String file, long position, Instant commitTime) {
        return new Transaction(serverId, null, file, position, commitTime);
    }

    /** Returns a transaction that has a GTID; the other parameters as above. */
    public static Transaction of(long serverId, String gtid, String file, long position, Instant commitTime) {
        return new Transaction(serverId, Objects.requireNonNull(gtid, "gtid"), file, position, commitTime);
    }

    /** Returns the id of the server that ran the transaction first. */
    public long serverId() {
        return serverId;
    }

    /** Returns the global transaction id, where the server gives one. */
    public Optional<String> gtid() {
        return Optional.ofNullable(gtid);
    }

    /** Returns the binlog file it was read from. */
    public String file() {
        return file;
    }

    /** Returns the offset of the transaction's first event in the file, in bytes. */
    public long position() {
        return position;
    }

    /** Returns when the transaction was committed on the server that ran it first. */
    public Instant commitTime() {
        return commitTime;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction that
                && serverId == that.serverId
                && position == that.position
                && Objects.equals(gtid, that.gtid)
                && file.equals(that.file)
                && commitTime.equals(that.commitTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(serverId, gtid, file, position);
    }

    /** Returns the GTID, if there is one, with file and position. */
    @Override
    public String toString() {
        return gtid == null ? file + ":" + position : gtid + " (" + file + ":" + position + ")";
    }
}
