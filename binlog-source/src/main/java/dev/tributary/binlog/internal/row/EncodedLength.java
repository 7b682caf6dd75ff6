package dev.tributary.binlog.internal.row;

/**
 * The length before a value of a result: one byte, or one that says in how many bytes it follows, the lowest first.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_dt_integers.html">Length-encoded
 *     integers</a>
 */
final class EncodedLength {

    /** What stands in the place of the length where there is no value. */
    static final int NULL = 0xfb;

    private static final int IN_TWO_BYTES = 0xfc;
    private static final int IN_THREE_BYTES = 0xfd;
    private static final int IN_EIGHT_BYTES = 0xfe;

    private EncodedLength() {}

    /** Returns how many bytes the length takes that begins with a byte; 0 for one that no length begins with. */
    static int size(int first) {
        return switch (first) {
            case NULL, 0xff -> 0;
            case IN_TWO_BYTES -> 1 + 2;
            case IN_THREE_BYTES -> 1 + 3;
            case IN_EIGHT_BYTES -> 1 + Long.BYTES;
            default -> 1;
        };
    }

    /** Returns the length at a place; negative for one beyond 2<sup>63</sup>. All of it must be within the array. */
    static long read(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        return first < NULL ? first : LittleEndian.unsigned(bytes, at + 1, size(first) - 1);
    }
}
