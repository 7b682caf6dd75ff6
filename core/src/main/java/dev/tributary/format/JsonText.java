package dev.tributary.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes the inside of a JSON string as UTF-8. Only what RFC 8259 demands is escaped; half a surrogate pair, which UTF-8
 * has no form for, is escaped too.
 */
final class JsonText {

    private static final byte[] HEX = ByteBuilder.ascii("0123456789abcdef");

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final long SPACES = 0x2020_2020_2020_2020L;
    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5c5c_5c5c_5c5c_5c5cL;

    private final ByteBuilder out;

    JsonText(ByteBuilder out) {
        this.out = out;
    }

    void put(byte[] utf8, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end && utf8.length - at >= Long.BYTES) {
            at = putWords(utf8, at, end);
        }
        while (at < end) {
            byte b = utf8[at++];
            if (isPlain(b)) {
                out.put((char) (b & 0xff));
            } else {
                putEscaped((char) b);
            }
        }
    }

    /**
     * Copies eight bytes at a time, up to and with the first byte that needs an escape; returns how far it came. The last
     * eight may reach beyond the text: of those only what belongs to it counts.
     */
    private int putWords(byte[] utf8, int from, int end) {
        out.reserve(end - from + Long.BYTES);
        byte[] target = out.array();
        int written = out.size();
        int at = from;
        int lastWord = Math.min(end - 1, utf8.length - Long.BYTES);
        while (at <= lastWord) {
            long word = (long) LONGS.get(utf8, at);
            LONGS.set(target, written, word);
            int plain = plainBytes(word);
            if (plain < Long.BYTES && plain < end - at) {
                out.size(written + plain);
                putEscaped((char) utf8[at + plain]);
                return at + plain + 1;
            }
            at += Long.BYTES;
            written += Long.BYTES;
        }
        int beyond = Math.max(0, at - end);
        out.size(written - beyond);
        return at - beyond;
    }

    private static boolean isPlain(byte b) {
        return b < 0 || (b >= ' ' && b != '"' && b != '\\');
    }

    /**
     * Returns how many of eight bytes come before the first that needs an escape. A byte is below another number if taking
     * that away borrows from its highest bit; one above such a byte may look as if it were, too, but is not the first.
     */
    private static int plainBytes(long word) {
        long quotes = word ^ QUOTES;
        long backslashes = word ^ BACKSLASHES;
        long below = (word - SPACES) & ~word;
        long equal = ((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes);
        return Long.numberOfTrailingZeros((below | equal) & HIGHEST_BITS) >>> 3;
    }

    void put(String text) {
        int length = text.length();
        out.reserve(length);
        for (int at = 0; at < length; at++) {
            char c = text.charAt(at);
            if (c < ' ' || c == '"' || c == '\\') {
                putEscaped(c);
            } else if (c < 0x80) {
                out.put(c);
            } else if (!Character.isSurrogate(c)) {
                out.putCodePoint(c);
            } else if (Character.isHighSurrogate(c)
                    && at + 1 < length
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                out.putCodePoint(Character.toCodePoint(c, text.charAt(at + 1)));
                at++;
            } else {
                putUnicodeEscape(c);
            }
        }
    }

    private void putEscaped(char c) {
        switch (c) {
            case '"', '\\' -> putShort(c);
            case '\b' -> putShort('b');
            case '\t' -> putShort('t');
            case '\n' -> putShort('n');
            case '\f' -> putShort('f');
            case '\r' -> putShort('r');
            default -> putUnicodeEscape(c);
        }
    }

    private void putShort(char c) {
        out.put('\\');
        out.put(c);
    }

    private void putUnicodeEscape(char c) {
        putShort('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.put((char) HEX[c >> shift & 0xf]);
        }
    }
}
