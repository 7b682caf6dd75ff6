package dev.tributary.binlog.internal.event;

import java.nio.charset.StandardCharsets;

/**
 * The format description with which every binlog file begins.
 *
 * @param binlogVersion 4 since MySQL 5.0
 * @param serverVersion of the server that wrote the file
 * @param checksum with which the file's events end
 */
public record FormatDescription(int binlogVersion, String serverVersion, ChecksumAlgorithm checksum) {

    private static final int SERVER_VERSION_LENGTH = 50;
    private static final int CHECKSUM_ALGORITHM_FROM_END = 5;
    private static final int SUPPORTED_BINLOG_VERSION = 4;

    /**
     * Reads the event's body as sent: this event alone always ends with the algorithm's code and four bytes for the
     * checksum, whatever the algorithm is.
     *
     * @param length of the body, its last four bytes included
     */
    public static FormatDescription parse(byte[] bytes, int bodyOffset, int length) {
        ByteCursor cursor = new ByteCursor(bytes, bodyOffset, length, "a format description event");
        int version = cursor.u16();
        if (version != SUPPORTED_BINLOG_VERSION) {
            throw cursor.malformed("binlog version " + version + ", expected " + SUPPORTED_BINLOG_VERSION);
        }
        String server = cursor.string(SERVER_VERSION_LENGTH, StandardCharsets.US_ASCII);
        int end = server.indexOf('\0');
        cursor.skip(cursor.remaining() - CHECKSUM_ALGORITHM_FROM_END);
        return new FormatDescription(
                version, end < 0 ? server : server.substring(0, end), ChecksumAlgorithm.ofCode(cursor.u8()));
    }
}
