package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import dev.tributary.spi.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Types that MariaDB alone has: UUIDs and addresses, which are stored as bytes of a fixed length without zeros at the end. */
final class MariaDbCodecs {

    static final int UUID_OR_INET6_BYTES = 16;
    static final int INET4_BYTES = 4;

    private static final int PREFIX = 1;
    private static final int GROUPS = 8;
    private static final int FIRST_GROUP_OF_IPV4 = 6;
    private static final int MAPPED = 0xffff;

    /** Where each part of a UUID's text is in bytes that are stored last part first. */
    private static final int[][] SWAPPED = {{12, 16}, {10, 12}, {8, 10}, {6, 8}, {0, 6}};

    private static final int[][] IN_ORDER = {{0, 4}, {4, 6}, {6, 8}, {8, 10}, {10, 16}};

    private MariaDbCodecs() {}

    /**
     * The server stores versions 1 to 5 last part first, so that those of one machine sort by time; their variant's
     * high bit is then where other versions have the version.
     */
    static ColumnCodec uuid() {
        return new Padded(UUID_OR_INET6_BYTES) {
            @Override
            String text(byte[] value) {
                boolean swapped = value[6] < 0 && -value[8] << 24 < 0;
                HexFormat hex = HexFormat.of();
                StringBuilder text = new StringBuilder(36);
                for (int[] part : swapped ? SWAPPED : IN_ORDER) {
                    text.append(text.isEmpty() ? "" : "-").append(hex.formatHex(value, part[0], part[1]));
                }
                return text.toString();
            }
        };
    }

    static ColumnCodec inet4() {
        return new Padded(INET4_BYTES) {
            @Override
            String text(byte[] value) {
                return dotted(value, 0);
            }
        };
    }

    static ColumnCodec inet6() {
        return new Padded(UUID_OR_INET6_BYTES) {
            @Override
            String text(byte[] value) {
                return colons(value);
            }
        };
    }

    private static String dotted(byte[] value, int from) {
        return (value[from] & 0xff) + "." + (value[from + 1] & 0xff) + "." + (value[from + 2] & 0xff) + "."
                + (value[from + 3] & 0xff);
    }

    /** The first of the longest runs of zeros, be it one, becomes {@code ::}, and what holds an IPv4 address ends with it. */
    private static String colons(byte[] value) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (value[2 * i] & 0xff) << Byte.SIZE | (value[2 * i + 1] & 0xff);
        }
        int gap = -1;
        int gapEnd = -1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > gapEnd - gap) {
                gap = i;
                gapEnd = end;
            }
            i = Math.max(i, end);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i = gapEnd - 1;
            } else if (i == FIRST_GROUP_OF_IPV4 && holdsIpv4(gap, gapEnd, groups)) {
                return separated(text).append(dotted(value, 2 * i)).toString();
            } else {
                separated(text).append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static StringBuilder separated(StringBuilder text) {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        return first ? text : text.append(':');
    }

    private static boolean holdsIpv4(int gap, int gapEnd, int[] groups) {
        boolean compatible = gapEnd == FIRST_GROUP_OF_IPV4;
        boolean mapped = gapEnd == FIRST_GROUP_OF_IPV4 - 1 && groups[gapEnd] == MAPPED;
        return gap == 0 && (compatible || mapped);
    }

    /** Bytes of a fixed length, whose zeros at the end are not stored, as text. */
    private abstract static class Padded extends ColumnCodec.Prefixed {

        private final int width;

        Padded(int width) {
            super(PREFIX);
            this.width = width;
        }

        @Override
        void write(byte[] bytes, int from, int length, ValueWriter writer) {
            if (length > width) {
                throw new UnreadableValueException(length + " bytes where " + width + " were expected");
            }
            byte[] value = new byte[width];
            System.arraycopy(bytes, from, value, 0, length);
            byte[] text = text(value).getBytes(StandardCharsets.US_ASCII);
            writer.writeUtf8(text, 0, text.length);
        }

        abstract String text(byte[] value);
    }
}
