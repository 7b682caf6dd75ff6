package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Events made by hand, of a table {@code db.t} whose columns are named {@code a}, {@code b} and so on. */
final class Events {

    private static final String ID_AND_FLAGS = "010000000000" + "0000";
    private static final int COLLATION_UTF8MB4 = 255;

    private Events() {}

    /**
     * A full table map.
     *
     * @param types the types' codes in hexadecimal
     * @param parameters the types' parameters in hexadecimal
     * @param fields further optional fields in hexadecimal
     */
    static BinlogEvent tableMap(String types, String parameters, String... fields) {
        int columns = types.length() / 2;
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            names.append("01").append(hex(String.valueOf((char) ('a' + i))));
        }
        StringBuilder optional = new StringBuilder()
                .append(field(2, "fc" + little(COLLATION_UTF8MB4, 2)))
                .append(field(4, names.toString()));
        List.of(fields).forEach(optional::append);
        return event(EventType.TABLE_MAP, head(types, parameters) + optional);
    }

    /** A table map as a server writes it that leaves all names out. */
    static BinlogEvent minimalTableMap(String types, String parameters) {
        return event(EventType.TABLE_MAP, head(types, parameters));
    }

    private static String head(String types, String parameters) {
        int columns = types.length() / 2;
        return ID_AND_FLAGS + "02" + hex("db") + "00" + "01" + hex("t") + "00" + little(columns, 1) + types
                + little(parameters.length() / 2, 1) + parameters + "ff".repeat((columns + 7) / 8);
    }

    /** An optional field of a table map. */
    static String field(int type, String content) {
        return little(type, 1) + little(content.length() / 2, 1) + content;
    }

    /** A row event of the second version; the images, their bitmaps before them, in hexadecimal. */
    static BinlogEvent rows(EventType type, int columns, String images) {
        return event(type, ID_AND_FLAGS + "0200" + little(columns, 1) + images);
    }

    /** An insert into a table of one column. */
    static BinlogEvent insert(String value) {
        return rows(EventType.WRITE_ROWS, 1, "ff" + "00" + value);
    }

    static BinlogEvent event(EventType type, String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[BinlogEvent.HEADER_LENGTH]);
        bytes.writeBytes(HexFormat.of().parseHex(body));
        byte[] event = bytes.toByteArray();
        event[4] = (byte) type.code();
        return new BinlogEvent(event, 0, event.length);
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A little-endian number in hexadecimal. */
    static String little(int value, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append(HexFormat.of().toHexDigits((byte) (value >> (8 * i))));
        }
        return text.toString();
    }
}
