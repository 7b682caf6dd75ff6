package dev.tributary.binlog.internal.charset;

/** Units of two or four bytes; a U+FEFF in front is a character, no mark of the byte order. */
final class WideDecoder extends TextDecoder {

    private final int unit;
    private final boolean littleEndian;
    private final boolean pairs;

    WideDecoder(String charset) {
        super(charset);
        unit = charset.equals("utf32") ? Integer.BYTES : Character.BYTES;
        littleEndian = charset.equals("utf16le");
        pairs = charset.startsWith("utf16");
    }

    @Override
    boolean isUtf8(byte[] bytes, int from, int to) {
        return from == to;
    }

    @Override
    void convert(byte[] bytes, int from, int to, Utf8Output output) {
        int at = from;
        while (at < to) {
            int character = unitAt(bytes, at, from, to);
            int length = unit;
            if (pairs && character >>> 10 == 0x36) {
                int low = to - at < 2 * unit ? 0 : unitAt(bytes, at + unit, from, to);
                if (low >>> 10 != 0x37) {
                    throw malformed(at - from);
                }
                character = Character.toCodePoint((char) character, (char) low);
                length = 2 * unit;
            }
            if (!Character.isValidCodePoint(character) || character >>> 11 == 0x1b) {
                throw malformed(at - from);
            }
            output.character(character);
            at += length;
        }
    }

    private int unitAt(byte[] bytes, int at, int from, int to) {
        if (to - at < unit) {
            throw malformed(at - from);
        }
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        int two = littleEndian ? (second << 8) | first : (first << 8) | second;
        return unit == Character.BYTES ? two : (two << 16) | ((bytes[at + 2] & 0xff) << 8) | (bytes[at + 3] & 0xff);
    }
}
