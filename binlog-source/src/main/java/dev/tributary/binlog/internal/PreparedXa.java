package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.XaId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * An XA transaction that is prepared, and where its rows are, to be read again when it commits.
 *
 * @param gtid of the transaction that prepared it; empty where the server has none
 * @param file the binlog file that it is in; empty where only its GTID is known
 * @param offset of its first event in the file
 * @param captured whether it changes captured tables
 */
record PreparedXa(XaId id, String gtid, String file, long offset, boolean captured) {

    private static final String SEPARATOR = "@";
    private static final int FIELDS = 5;

    PreparedXa withoutPlace() {
        return new PreparedXa(id, gtid, "", 0, captured);
    }

    String encode() {
        return String.join(
                SEPARATOR,
                id.encode(),
                gtid,
                Long.toString(offset),
                captured ? "1" : "0",
                URLEncoder.encode(file, StandardCharsets.UTF_8));
    }

    static PreparedXa decode(String encoded) {
        String[] fields = encoded.split(SEPARATOR, -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a prepared XA transaction is expected, but it is '" + encoded + "'");
        }
        return new PreparedXa(
                XaId.decode(fields[0]),
                fields[1],
                URLDecoder.decode(fields[4], StandardCharsets.UTF_8),
                Long.parseLong(fields[2]),
                fields[3].equals("1"));
    }

    /** Names it and its place, for messages. */
    @Override
    public String toString() {
        String place = file.isEmpty() ? "" : " at " + file + ":" + offset;
        return "XA transaction " + id + " (prepared" + place + (gtid.isEmpty() ? "" : ", " + gtid) + ")";
    }
}
