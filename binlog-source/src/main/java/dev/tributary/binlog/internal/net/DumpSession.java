package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.ChecksumAlgorithm;
import dev.tributary.binlog.internal.event.DomainGtids;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.GtidSetEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * As what, and how, we ask a server for its binlog.
 *
 * <p>The server tells its replicas apart by UUID: it ends a dump when another one begins under the same UUID. So ours
 * stays the same from one connection to the next, and the server drops what is left of a connection that broke.
 *
 * @param serverId which no other replica of the server has
 * @param uuid of this reader
 * @param heartbeat how often the server is to show that it is alive
 * @param toTheEndOnly whether the dump ends where the binlog ends now
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_replication.html">replication protocol</a>
 */
public record DumpSession(long serverId, UUID uuid, Duration heartbeat, boolean toTheEndOnly) {

    static final int COM_BINLOG_DUMP = 0x12;
    static final int COM_REGISTER_SLAVE = 0x15;
    static final int COM_BINLOG_DUMP_GTID = 0x1e;

    private static final int FLAG_NON_BLOCKING = 0x01;
    /**
     * MariaDB tells no offsets within transactions, so that they are counted; what it leaves out would be missing. MySQL sends
     * the statements that it has in any case.
     */
    private static final int FLAG_ANNOTATE_ROWS = 0x02;

    private static final int FLAG_THROUGH_GTID = 0x04;

    /** The first event of a file begins behind four magic bytes. */
    public static final long FIRST_POSITION = 4;

    /** Knows MariaDB's GTID events, which then stand in the place of {@code BEGIN}. */
    private static final int MARIADB_CAPABILITY = 4;

    /** How far into a file the protocol can ask. */
    public static final long MAX_POSITION = 0xffff_ffffL;

    private static final String HOST_SHOWN = "tributary";

    /** How long the server waits for a reader that does not read: it must outlive a long stop of ours. */
    private static final Duration WRITE_TIMEOUT = Duration.ofDays(1);

    /** Sets the session's variables, and returns how the first events are protected. */
    ChecksumAlgorithm prepare(BinlogConnection connection) {
        String checksum = connection
                .query("SELECT UPPER(@@GLOBAL.binlog_checksum)")
                .get(0)
                .get(0);
        ChecksumAlgorithm algorithm = "CRC32".equals(checksum) ? ChecksumAlgorithm.CRC32 : ChecksumAlgorithm.NONE;
        long heartbeatNanos = heartbeat.toNanos();
        // Both names of each: which one a server looks for depends on its version.
        connection.query("SET @source_binlog_checksum = '" + algorithm + "', @master_binlog_checksum = '" + algorithm
                + "', @source_heartbeat_period = " + heartbeatNanos + ", @master_heartbeat_period = " + heartbeatNanos
                + ", @mariadb_slave_capability = " + MARIADB_CAPABILITY + ", @replica_uuid = '" + uuid
                + "', @slave_uuid = '" + uuid + "', SESSION net_write_timeout = "
                + WRITE_TIMEOUT.toSeconds());
        return algorithm;
    }

    /** Says to MariaDB behind which transactions to begin, for a dump that names no file. */
    void beginBehind(BinlogConnection connection, DomainGtids executed) {
        connection.query("SET @slave_connect_state = '" + executed
                + "', @slave_gtid_strict_mode = 1, @slave_gtid_ignore_duplicates = 0");
    }

    byte[] registerCommand() {
        byte[] host = HOST_SHOWN.getBytes(StandardCharsets.US_ASCII);
        return littleEndian(4 + 1 + host.length + 1 + 1 + 2 + 4 + 4)
                .putInt((int) serverId)
                .put((byte) host.length)
                .put(host)
                .array();
    }

    byte[] gtidCommand(GtidSet executed) {
        byte[] set = GtidSetEncoding.encode(executed);
        return littleEndian(2 + 4 + 4 + 8 + 4 + set.length)
                .putShort((short) (FLAG_THROUGH_GTID | (toTheEndOnly ? FLAG_NON_BLOCKING : 0)))
                .putInt((int) serverId)
                .putInt(0)
                .putLong(FIRST_POSITION)
                .putInt(set.length)
                .put(set)
                .array();
    }

    byte[] positionCommand(String file, long position) {
        if (position > MAX_POSITION) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.DUMP_REFUSED,
                    "Cannot read from " + file + ":" + position + ": the protocol reaches the first " + MAX_POSITION
                            + " bytes of a file only; switch gtid_mode on, or start from the beginning of a file");
        }
        byte[] name = file.getBytes(StandardCharsets.UTF_8);
        return littleEndian(4 + 2 + 4 + name.length)
                .putInt((int) position)
                .putShort((short) ((toTheEndOnly ? FLAG_NON_BLOCKING : 0) | FLAG_ANNOTATE_ROWS))
                .putInt((int) serverId)
                .put(name)
                .array();
    }

    private static ByteBuffer littleEndian(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
