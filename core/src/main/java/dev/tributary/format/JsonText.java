package dev.tributary.format;

/**
 * Writes the inside of a JSON string as UTF-8. Only what RFC 8259 demands is escaped; half a surrogate pair, which UTF-8
 * has no form for, is escaped too.
 */
final class JsonText {

    private static final byte[] HEX = ByteBuilder.ascii("0123456789abcdef");

    private final ByteBuilder out;

    JsonText(ByteBuilder out) {
        this.out = out;
    }

    void put(byte[] utf8, int offset, int length) {
        int end = offset + length;
        int start = offset;
        for (int at = offset; at < end; at++) {
            byte b = utf8[at];
            if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
                out.put(utf8, start, at - start);
                putEscaped((char) b);
                start = at + 1;
            }
        }
        out.put(utf8, start, end - start);
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
