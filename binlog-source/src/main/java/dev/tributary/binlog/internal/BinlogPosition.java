package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.CheckpointException;
import dev.tributary.binlog.internal.event.BinlogFiles;
import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.snapshot.SnapshotState;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a binlog: the GTIDs of all transactions before it, where the server has them, and file and offset on one
 * server. Where both are known, the GTIDs decide, and the file is for people. It can lie within a large transaction, behind
 * a part of it; that counts on the same server only. It also keeps the XA transactions that are prepared there.
 *
 * <p>Where a server no longer had what follows a position, and the reader began anew, all positions since carry the time of
 * that: they follow every position from before it, though the transactions may be numbered anew or be those of another server.
 *
 * <p>Immutable.
 */
public final class BinlogPosition implements Position {

    private static final String MYSQL = "mysql:1;";
    private static final String MARIADB = "mariadb:1;";
    private static final String SERVER = "server";
    private static final String GTIDS = "gtids";
    private static final String CREATED = "created";
    private static final String PREPARED = "prepared";
    private static final String PART = "part";
    private static final String SNAPSHOTS = "snapshots";
    private static final String ANEW = "anew";
    private static final String OFFSET = "offset";
    private static final String FILE = "file";

    private final String serverUuid;
    private final @Nullable TransactionSet gtids;
    private final String file;
    private final long offset;
    private final long created;
    private final PreparedXas prepared;
    private final @Nullable PartRead part;
    private final SnapshotState snapshots;
    private final long anew;

    private BinlogPosition(
            String serverUuid,
            @Nullable TransactionSet gtids,
            String file,
            long offset,
            long created,
            PreparedXas prepared,
            @Nullable PartRead part,
            SnapshotState snapshots,
            long anew) {
        this.serverUuid = serverUuid;
        this.gtids = gtids;
        this.file = file;
        this.offset = offset;
        this.created = created;
        this.prepared = prepared;
        this.part = part;
        this.snapshots = snapshots;
        this.anew = anew;
    }

    private BinlogPosition(String serverUuid, @Nullable TransactionSet gtids, String file, long offset) {
        this(serverUuid, gtids, file, offset, 0, PreparedXas.NONE, null, SnapshotState.NONE, 0);
    }

    /** Returns a position on a server without GTIDs. */
    public static BinlogPosition ofFile(String serverUuid, String file, long offset) {
        return new BinlogPosition(serverUuid, null, file, offset);
    }

    /** Returns a position by GTIDs, without a file yet. */
    public static BinlogPosition ofGtids(String serverUuid, TransactionSet gtids) {
        return new BinlogPosition(serverUuid, gtids, "", 0);
    }

    /** Returns the position at another file and offset, between two transactions. */
    public BinlogPosition at(String otherFile, long otherOffset) {
        return new BinlogPosition(serverUuid, gtids, otherFile, otherOffset, created, prepared, null, snapshots, anew);
    }

    /** Returns the position in a file that was created at a time, in seconds since 1970; another one of its name is told by it. */
    BinlogPosition inFileOf(long creation) {
        return creation == created
                ? this
                : new BinlogPosition(serverUuid, gtids, file, offset, creation, prepared, part, snapshots, anew);
    }

    /** Returns when the file was created, in seconds since 1970; 0 if that is not known. */
    long created() {
        return created;
    }

    /** Returns the position behind other transactions, at the same file. */
    BinlogPosition behind(TransactionSet others) {
        return new BinlogPosition(serverUuid, others, file, offset, created, prepared, part, snapshots, anew);
    }

    /** Returns the position as one of another server: files and a part of a transaction do not count there. */
    BinlogPosition on(String otherServer) {
        return otherServer.equals(serverUuid)
                ? this
                : new BinlogPosition(otherServer, gtids, "", 0, 0, prepared.withoutPlaces(), null, snapshots, anew);
    }

    /** Returns the position behind one more transaction. */
    BinlogPosition plus(@Nullable TransactionId gtid, String otherFile, long otherOffset) {
        TransactionSet more = gtids == null || gtid == null ? gtids : gtids.plus(gtid);
        return new BinlogPosition(serverUuid, more, otherFile, otherOffset, created, prepared, null, snapshots, anew);
    }

    /** Returns the position behind a part of the next transaction. */
    BinlogPosition withPart(PartRead ofNext) {
        return new BinlogPosition(serverUuid, gtids, file, offset, created, prepared, ofNext, snapshots, anew);
    }

    /** Returns the position by file and offset alone. */
    BinlogPosition withoutGtids() {
        return gtids == null
                ? this
                : new BinlogPosition(serverUuid, null, file, offset, created, prepared, part, snapshots, anew);
    }

    /** Returns the position before the next transaction. */
    BinlogPosition withoutPart() {
        return part == null
                ? this
                : new BinlogPosition(serverUuid, gtids, file, offset, created, prepared, null, snapshots, anew);
    }

    /** Returns the position with other XA transactions prepared. */
    BinlogPosition with(PreparedXas others) {
        return others.equals(prepared)
                ? this
                : new BinlogPosition(serverUuid, gtids, file, offset, created, others, part, snapshots, anew);
    }

    /** Returns the XA transactions that are prepared here, as far as the binlog was read. */
    PreparedXas prepared() {
        return prepared;
    }

    /** Returns the position at another state of the tables that are copied beside the stream. */
    BinlogPosition with(SnapshotState others) {
        return new BinlogPosition(serverUuid, gtids, file, offset, created, prepared, part, others, anew);
    }

    /** Returns the tables that are copied beside the stream. */
    public SnapshotState snapshots() {
        return snapshots;
    }

    /**
     * Returns the position as one that a reader begins anew at, because what follows a former position is lost. It covers that
     * one, and all that was ever reached from it, whatever transactions were in them.
     *
     * @param nowMillis the time in milliseconds since 1970, which tells one new beginning from another
     */
    BinlogPosition anewAfter(BinlogPosition former, long nowMillis) {
        long stamp = Math.max(nowMillis, former.anew + 1);
        return new BinlogPosition(serverUuid, gtids, file, offset, created, prepared, part, snapshots, stamp);
    }

    /** Returns the position as one that is reached from another, without a new beginning in between. */
    BinlogPosition inLineOf(BinlogPosition other) {
        return new BinlogPosition(serverUuid, gtids, file, offset, created, prepared, part, snapshots, other.anew);
    }

    /** Returns what has been read of the next transaction; null where nothing has. */
    @Nullable
    PartRead part() {
        return part;
    }

    /** Returns the GTIDs of all that lies before; null where the server has none. */
    public @Nullable TransactionSet gtids() {
        return gtids;
    }

    /** Returns the server whose file is meant. */
    public String serverUuid() {
        return serverUuid;
    }

    /** Returns the file; empty where it is not known yet. */
    public String file() {
        return file;
    }

    /** Returns the offset in the file. */
    public long offset() {
        return offset;
    }

    @Override
    public boolean covers(Position other) {
        if (!(other instanceof BinlogPosition that)) {
            return false;
        }
        return anew == that.anew
                ? coversTransactions(that) && coversPart(that) && snapshots.covers(that.snapshots)
                : anew > that.anew;
    }

    private boolean coversTransactions(BinlogPosition that) {
        if (gtids != null && that.gtids != null) {
            return gtids.containsAll(that.gtids);
        }
        return gtids == null
                && that.gtids == null
                && serverUuid.equals(that.serverUuid)
                && BinlogFiles.compare(file, offset, that.file, that.offset) >= 0;
    }

    private boolean coversPart(BinlogPosition that) {
        PartRead other = that.part;
        if (other == null) {
            return true;
        }
        PartRead own = part;
        boolean isWhole = (gtids != null && !other.gtid().isEmpty())
                ? gtids.containsAll(TransactionSet.parse(other.gtid()))
                : BinlogFiles.compare(file, offset, other.file(), other.begin()) > 0;
        return isWhole
                || (own != null
                        && own.gtid().equals(other.gtid())
                        && own.file().equals(other.file())
                        && own.begin() == other.begin()
                        && own.events() >= other.events());
    }

    @Override
    public boolean includes(Origin origin) {
        if (!(origin instanceof BinlogOrigin binlog) || binlog.isSnapshot()) {
            return false; // rows of a snapshot that is read again may be others
        }
        PartRead own = part;
        if (own != null && own.isOf(binlog.transaction())) {
            return binlog.event().index() < own.events();
        }
        if (gtids != null) {
            return binlog.transaction()
                    .gtid()
                    .map(TransactionSet::parse)
                    .filter(gtids::containsAll)
                    .isPresent();
        }
        return BinlogFiles.compare(file, offset, binlog.transaction().file(), binlog.position()) > 0;
    }

    @Override
    public String encode() {
        StringBuilder text = new StringBuilder(gtids instanceof DomainGtids ? MARIADB : MYSQL);
        text.append(SERVER).append('=').append(serverUuid).append(';');
        if (gtids != null) {
            text.append(GTIDS).append('=').append(gtids).append(';');
        }
        if (!prepared.isEmpty()) {
            text.append(PREPARED).append('=').append(prepared.encode()).append(';');
        }
        if (part != null) {
            text.append(PART).append('=').append(part.encode()).append(';');
        }
        if (!snapshots.isNone()) {
            text.append(SNAPSHOTS).append('=').append(snapshots.encode()).append(';');
        }
        if (anew != 0) {
            text.append(ANEW).append('=').append(anew).append(';');
        }
        text.append(OFFSET).append('=').append(offset).append(';');
        if (created != 0) {
            text.append(CREATED).append('=').append(created).append(';');
        }
        // Last, since a file's name may hold any character.
        return text.append(FILE).append('=').append(file).toString();
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws CheckpointException if it is something else
     */
    public static BinlogPosition decode(String encoded) {
        boolean mariaDb = encoded.startsWith(MARIADB);
        if (!mariaDb && !encoded.startsWith(MYSQL)) {
            throw unreadable(encoded, "it begins with neither '" + MYSQL + "' nor '" + MARIADB + "'");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        String rest = encoded.substring(mariaDb ? MARIADB.length() : MYSQL.length());
        while (!fields.containsKey(FILE)) {
            int equals = rest.indexOf('=');
            String name = equals < 0 ? rest : rest.substring(0, equals);
            int end = name.equals(FILE) ? rest.length() : rest.indexOf(';', equals + 1);
            if (equals < 0 || end < 0) {
                throw unreadable(encoded, "the field '" + FILE + "' is missing");
            }
            fields.put(name, rest.substring(equals + 1, end));
            rest = rest.substring(Math.min(end + 1, rest.length()));
        }
        try {
            String gtids = fields.get(GTIDS);
            String part = fields.get(PART);
            return new BinlogPosition(
                    fields.getOrDefault(SERVER, ""),
                    gtids == null ? null : mariaDb ? DomainGtids.parse(gtids) : GtidSet.parse(gtids),
                    fields.getOrDefault(FILE, ""),
                    Long.parseLong(fields.getOrDefault(OFFSET, "0")),
                    Long.parseLong(fields.getOrDefault(CREATED, "0")),
                    PreparedXas.decode(fields.getOrDefault(PREPARED, "")),
                    part == null ? null : PartRead.decode(part),
                    SnapshotState.decode(fields.getOrDefault(SNAPSHOTS, "")),
                    Long.parseLong(fields.getOrDefault(ANEW, "0")));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("The saved position '" + encoded + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static CheckpointException unreadable(String encoded, String why) {
        return new CheckpointException(
                "The saved position '" + encoded + "' is none of a binlog that this version understands: " + why
                        + "; use the checkpoint of this pipeline, or another name for a new one");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BinlogPosition that
                && serverUuid.equals(that.serverUuid)
                && Objects.equals(gtids, that.gtids)
                && file.equals(that.file)
                && offset == that.offset
                && created == that.created
                && prepared.equals(that.prepared)
                && Objects.equals(part, that.part)
                && snapshots.equals(that.snapshots)
                && anew == that.anew;
    }

    @Override
    public int hashCode() {
        return Objects.hash(gtids, file, offset);
    }

    /**
     * Prints the GTIDs if there are any, file and offset if they are known, the part of the next transaction and the oldest
     * prepared XA transaction.
     */
    @Override
    public String toString() {
        String place = file.isEmpty() ? "" : file + ":" + offset;
        StringBuilder text = new StringBuilder();
        if (gtids == null) {
            text.append(place);
        } else {
            text.append("GTIDs ").append(gtids.isEmpty() ? "(none)" : gtids);
            text.append(place.isEmpty() ? "" : " at " + place);
        }
        text.append(part == null ? "" : " and " + part);
        text.append(snapshots.copies().isEmpty() ? "" : "; snapshots: " + snapshots);
        return text.append(prepared.isEmpty() ? "" : "; XA transactions: " + prepared)
                .toString();
    }
}
