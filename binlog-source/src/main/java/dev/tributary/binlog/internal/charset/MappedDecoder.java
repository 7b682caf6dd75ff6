package dev.tributary.binlog.internal.charset;

/** Characters of one to four bytes by a table; the first byte, in gb18030 the second too, tells how many. */
final class MappedDecoder extends TextDecoder {

    private static final int THREE_BYTES_LEAD = 0x8f;

    private final CharacterTable table;
    private final boolean containsAscii;

    MappedDecoder(String charset, CharacterTable table) {
        super(charset);
        this.table = table;
        this.containsAscii = table.containsAscii();
    }

    @Override
    boolean isUtf8(byte[] bytes, int from, int to) {
        return containsAscii && Ascii.end(bytes, from, to) == to;
    }

    @Override
    void convert(byte[] bytes, int from, int to, Utf8Output output) {
        int at = from;
        while (at < to) {
            if (containsAscii) {
                int end = Ascii.end(bytes, at, to);
                output.ascii(bytes, at, end);
                at = end;
                if (at == to) {
                    return;
                }
            }
            int first = bytes[at] & 0xff;
            int length = 1;
            int character = table.one(first);
            if (character == CharacterTable.NONE) {
                length = lengthAt(bytes, at, to);
                character = length > to - at ? CharacterTable.NONE : characterAt(bytes, at, length);
            }
            if (character == CharacterTable.NONE) {
                throw malformed(at - from);
            }
            output.character(character);
            at += length;
        }
    }

    private int lengthAt(byte[] bytes, int at, int to) {
        if (table.hasThreeBytes() && (bytes[at] & 0xff) == THREE_BYTES_LEAD) {
            return 3;
        }
        boolean four = table.hasFourBytes() && to - at > 1 && bytes[at + 1] >= '0' && bytes[at + 1] <= '9';
        return four ? 4 : 2;
    }

    private int characterAt(byte[] bytes, int at, int length) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return switch (length) {
            case 2 -> first < 0x80 ? CharacterTable.NONE : table.two(first, second);
            case 3 -> table.three(second, bytes[at + 2] & 0xff);
            default -> table.four(CharacterTable.fourBytes(first, second, bytes[at + 2], bytes[at + 3]));
        };
    }
}
