package dev.tributary.binlog.internal;

import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.BinlogEvent;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * How much of a transaction has been read, on one server: so many row events, whether or not their tables are captured, the
 * last of which is told by a hash. Events are counted, not rows, because rows of tables that are not captured are
 * never looked at; on one server a transaction consists of the same events however often it is read.
 *
 * @param gtid of the transaction; empty where the server has none
 * @param file that the transaction is in
 * @param begin offset of the transaction in the file
 * @param events how many row events of it
 * @param hash CRC32C of the body of the last of them
 */
record PartRead(String gtid, String file, long begin, long events, int hash) {

    private static final String SEPARATOR = "@";
    private static final int FIELDS = 5;

    static PartRead of(Transaction transaction, long events, BinlogEvent last) {
        return new PartRead(
                transaction.gtid().orElse(""), transaction.file(), transaction.position(), events, hash(last));
    }

    private static int hash(BinlogEvent event) {
        CRC32C crc = new CRC32C();
        crc.update(event.bytes(), event.bodyOffset(), event.bodyLength());
        return (int) crc.getValue();
    }

    /** Whether it is a part of this transaction. */
    boolean isOf(Transaction transaction) {
        return gtid.isEmpty()
                ? transaction.gtid().isEmpty() && file.equals(transaction.file()) && begin == transaction.position()
                : gtid.equals(transaction.gtid().orElse(""));
    }

    /** Whether an event is the last that was read. */
    boolean endsWith(BinlogEvent event) {
        return hash == hash(event);
    }

    String encode() {
        return String.join(
                SEPARATOR,
                Long.toString(events),
                Integer.toHexString(hash),
                gtid,
                Long.toString(begin),
                URLEncoder.encode(file, StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static PartRead decode(String encoded) {
        String[] fields = encoded.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a part of a transaction is expected, but it is '" + encoded + "'");
        }
        return new PartRead(
                fields[2],
                URLDecoder.decode(fields[4], StandardCharsets.UTF_8),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[0]),
                Integer.parseUnsignedInt(fields[1], 16));
    }

    /** Says how much of which transaction. */
    @Override
    public String toString() {
        return events + " row events of the transaction " + (gtid.isEmpty() ? file + ":" + begin : gtid);
    }
}
