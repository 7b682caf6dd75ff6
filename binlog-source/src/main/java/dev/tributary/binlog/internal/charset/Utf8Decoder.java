package dev.tributary.binlog.internal.charset;

import java.nio.charset.StandardCharsets;

/** UTF-8 up to a number of bytes a character, which is only checked: as short as can be, and no surrogates. */
public final class Utf8Decoder extends TextDecoder {

    private static final int LONGEST = 4;

    /** What the JVM puts in the place of what is no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Utf8Decoder WHOLE = new Utf8Decoder("utf8mb4", LONGEST);

    private final int mostBytes;

    Utf8Decoder(String charset, int mostBytes) {
        super(charset);
        this.mostBytes = mostBytes;
    }

    /**
     * Checks that bytes are UTF-8.
     *
     * @throws MalformedTextException if they are not
     */
    public static void require(byte[] bytes, int from, int length) {
        WHOLE.isUtf8(bytes, from, from + length);
    }

    @Override
    boolean isUtf8(byte[] bytes, int from, int to) {
        int at = Ascii.end(bytes, from, to);
        while (at < to) {
            int length = lengthAt(bytes, at, to);
            if (length == 0 || length > mostBytes) {
                throw malformed(at - from);
            }
            at = Ascii.end(bytes, at + length, to);
        }
        return true;
    }

    /** Leaves the checking to the JVM, which has instructions for it, and looks closer where the JVM may have replaced something. */
    @Override
    public String string(byte[] bytes, int from, int length) {
        if (mostBytes < LONGEST) {
            return super.string(bytes, from, length);
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            isUtf8(bytes, from, from + length);
        }
        return text;
    }

    @Override
    void convert(byte[] bytes, int from, int to, Utf8Output output) {
        throw new AssertionError("UTF-8 needs no conversion");
    }

    /** Returns the bytes of the character that is not ASCII at an index; 0 if it is none. */
    private static int lengthAt(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (length > to - at || !secondFits(first, bytes[at + 1] & 0xff)) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The second byte tells what would be shorter, a surrogate, or beyond U+10FFFF. */
    private static boolean secondFits(int first, int second) {
        return switch (first) {
            case 0xe0 -> second >= 0xa0 && second <= 0xbf;
            case 0xed -> second >= 0x80 && second <= 0x9f;
            case 0xf0 -> second >= 0x90 && second <= 0xbf;
            case 0xf4 -> second >= 0x80 && second <= 0x8f;
            default -> second >= 0x80 && second <= 0xbf;
        };
    }
}
