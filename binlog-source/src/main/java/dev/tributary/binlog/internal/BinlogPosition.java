package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.CheckpointException;
import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place between two transactions of a binlog: the GTIDs of all that lies before it, where the server has them, and
 * file and offset on one server. Where both are known, the GTIDs decide, and the file is for people.
 *
 * <p>Immutable.
 */
public final class BinlogPosition implements Position {

    private static final String MYSQL = "mysql:1;";
    private static final String MARIADB = "mariadb:1;";
    private static final String SERVER = "server";
    private static final String GTIDS = "gtids";
    private static final String OFFSET = "offset";
    private static final String FILE = "file";

    private final String serverUuid;
    private final @Nullable TransactionSet gtids;
    private final String file;
    private final long offset;

    private BinlogPosition(String serverUuid, @Nullable TransactionSet gtids, String file, long offset) {
        this.serverUuid = serverUuid;
        this.gtids = gtids;
        this.file = file;
        this.offset = offset;
    }

    /** Returns a position on a server without GTIDs. */
    public static BinlogPosition ofFile(String serverUuid, String file, long offset) {
        return new BinlogPosition(serverUuid, null, file, offset);
    }

    /** Returns a position by GTIDs, without a file yet. */
    public static BinlogPosition ofGtids(String serverUuid, TransactionSet gtids) {
        return new BinlogPosition(serverUuid, gtids, "", 0);
    }

    /** Returns the position by file and GTIDs. */
    public BinlogPosition at(String otherFile, long otherOffset) {
        return new BinlogPosition(serverUuid, gtids, otherFile, otherOffset);
    }

    /** Returns the position behind other transactions, at the same file. */
    BinlogPosition behind(TransactionSet others) {
        return new BinlogPosition(serverUuid, others, file, offset);
    }

    /** Returns the position behind one more transaction. */
    BinlogPosition plus(TransactionId gtid, String otherFile, long otherOffset) {
        TransactionSet more = gtids == null ? null : gtids.plus(gtid);
        return new BinlogPosition(serverUuid, more, otherFile, otherOffset);
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
        if (gtids != null && that.gtids != null) {
            return gtids.containsAll(that.gtids);
        }
        return gtids == null
                && that.gtids == null
                && serverUuid.equals(that.serverUuid)
                && BinlogFiles.compare(file, offset, that.file, that.offset) >= 0;
    }

    @Override
    public boolean includes(Origin origin) {
        if (!(origin instanceof BinlogOrigin binlog)) {
            return false;
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
        text.append(OFFSET).append('=').append(offset).append(';');
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
            return new BinlogPosition(
                    fields.getOrDefault(SERVER, ""),
                    gtids == null ? null : mariaDb ? DomainGtids.parse(gtids) : GtidSet.parse(gtids),
                    fields.getOrDefault(FILE, ""),
                    Long.parseLong(fields.getOrDefault(OFFSET, "0")));
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
                && offset == that.offset;
    }

    @Override
    public int hashCode() {
        return Objects.hash(gtids, file, offset);
    }

    /** Prints the GTIDs if there are any, and file and offset if they are known. */
    @Override
    public String toString() {
        String place = file.isEmpty() ? "" : file + ":" + offset;
        if (gtids == null) {
            return place;
        }
        return "GTIDs " + (gtids.isEmpty() ? "(none)" : gtids) + (place.isEmpty() ? "" : " at " + place);
    }
}
