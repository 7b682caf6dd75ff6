package dev.tributary.binlog.internal.charset;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** UTF-8 up to a number of bytes a character, which is only checked: as short as can be, and no surrogates. */
public final class Utf8Decoder extends TextDecoder {

    private static final int LONGEST = 4;

    /** The bits of a character in a byte that is not its first. */
    private static final int CONTINUED = 0x3f;

    private static final int MOST_CHARACTERS_KEPT = 1 << 15;

    private static final Utf8Decoder WHOLE = new Utf8Decoder("utf8mb4", LONGEST);

    private final int mostBytes;

    /** One is enough while rows are read by one thread, and only costs time when they are not. */
    private final AtomicReference<char @Nullable []> spare = new AtomicReference<>();

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

    /**
     * Checks and converts in one pass, ASCII in words: with some other characters here and there that is more than twice as
     * fast as the JDK's own constructor, which takes each byte by itself from the first of them on.
     */
    @Override
    public String string(byte[] bytes, int from, int length) {
        int to = from + length;
        int ascii = Ascii.end(bytes, from, to);
        if (ascii == to) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        char[] chars = take(length);
        try {
            return new String(chars, 0, chars(bytes, from, to, ascii, chars));
        } finally {
            give(chars);
        }
    }

    /** Converts text that is ASCII up to an index, and returns the number of characters. */
    private int chars(byte[] bytes, int from, int to, int ascii, char[] chars) {
        int count = widen(bytes, from, ascii, chars, 0);
        for (int at = ascii; at < to; ) {
            int length = lengthAt(bytes, at, to);
            if (length == 0 || length > mostBytes) {
                throw malformed(at - from);
            }
            int codePoint = codePoint(bytes, at, length);
            if (length == LONGEST) {
                chars[count++] = Character.highSurrogate(codePoint);
                chars[count++] = Character.lowSurrogate(codePoint);
            } else {
                chars[count++] = (char) codePoint;
            }
            at += length;
            if (at < to && bytes[at] >= 0) {
                int end = Ascii.end(bytes, at, to);
                count = widen(bytes, at, end, chars, count);
                at = end;
            }
        }
        return count;
    }

    /** Converts ASCII, and returns the number of characters with those that were there. */
    private static int widen(byte[] bytes, int from, int to, char[] chars, int count) {
        int shift = count - from;
        for (int at = from; at < to; at++) {
            chars[at + shift] = (char) bytes[at];
        }
        return to + shift;
    }

    private static int codePoint(byte[] bytes, int at, int length) {
        int first = bytes[at];
        int second = bytes[at + 1] & CONTINUED;
        return switch (length) {
            case 2 -> ((first & 0x1f) << 6) | second;
            case 3 -> ((first & 0x0f) << 12) | (second << 6) | (bytes[at + 2] & CONTINUED);
            default ->
                ((first & 0x07) << 18)
                        | (second << 12)
                        | ((bytes[at + 2] & CONTINUED) << 6)
                        | (bytes[at + 3] & CONTINUED);
        };
    }

    /** A text has no more characters than bytes. */
    private char[] take(int length) {
        char[] kept = spare.getAndSet(null);
        return kept == null || kept.length < length ? new char[length] : kept;
    }

    private void give(char[] chars) {
        if (chars.length <= MOST_CHARACTERS_KEPT) {
            spare.set(chars);
        }
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
