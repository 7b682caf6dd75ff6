package dev.tributary.benchmarks.jmh;

import dev.tributary.Row;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A kind of value, and events of a table all of whose columns are of that kind. */
public enum Kind {
    /** {@code INT}. */
    INT("03", "", "15cd5b07", Row::getInt),
    /** {@code BIGINT}. */
    BIGINT("08", "", "15cd5b0700000000", Row::getLong),
    /** {@code DECIMAL(12,2)}. */
    DECIMAL("f6", "0c02", "810dfb38d20c", Row::getDecimal),
    /** {@code DOUBLE}. */
    DOUBLE("05", "08", "adfa5c6d454a9340", Row::getDouble),
    /** {@code DATETIME(6)}. */
    DATETIME("12", "06", "99b9f0c5e4" + "0f1206", Row::getDateTime),
    /** {@code TIMESTAMP}. */
    TIMESTAMP("11", "00", "6562b1d0", Row::getInstant),
    /** {@code VARCHAR} with 48 letters of ASCII. */
    TEXT("0f", "9001", text("customer.4711@mail.example.com, ring twice, pls."), Row::getString),
    /** {@code VARCHAR} with letters of two and three bytes, and with characters that JSON escapes. */
    TEXT_ESCAPED("0f", "9001", text("„Größe“: \"ja\"\n日本語 and some plain words"), Row::getString),
    /** {@code JSON}: an object with one member. */
    JSON("f5", "04", "0d000000" + "00" + "0100" + "0c00" + "0b00" + "0100" + "050100" + "61", Row::getString);

    /** How many columns the table has. */
    static final int COLUMNS = 10;

    /** How many rows an event has. */
    static final int ROWS = 100;

    /** How many values an event has. */
    static final int VALUES = COLUMNS * ROWS;

    private static final String ID_AND_FLAGS = "010000000000" + "0000";
    private static final String ALL_COLUMNS = "ff03";
    private static final String NO_NULL = "0000";
    private static final String UTF8MB4 = "fcff00";

    private final String type;
    private final String parameters;
    private final String value;
    private final Getter getter;

    Kind(String type, String parameters, String value, Getter getter) {
        this.type = type;
        this.parameters = parameters;
        this.value = value;
        this.getter = getter;
    }

    /** Reads a value. */
    @FunctionalInterface
    interface Getter {
        Object get(Row row, int column);
    }

    Getter getter() {
        return getter;
    }

    BinlogEvent tableMap() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < COLUMNS; i++) {
            names.append("01").append(hex(String.valueOf((char) ('a' + i))));
        }
        return event(
                EventType.TABLE_MAP,
                ID_AND_FLAGS + "02" + hex("db") + "00" + "01" + hex("t") + "00"
                        + counted(type.repeat(COLUMNS), COLUMNS)
                        + counted(parameters.repeat(COLUMNS), parameters.length() / 2 * COLUMNS) + ALL_COLUMNS
                        + "02" + counted(UTF8MB4, UTF8MB4.length() / 2)
                        + "04" + counted(names.toString(), names.length() / 2));
    }

    BinlogEvent rows() {
        return event(
                EventType.WRITE_ROWS,
                ID_AND_FLAGS + "0200" + counted(ALL_COLUMNS, COLUMNS) + (NO_NULL + value.repeat(COLUMNS)).repeat(ROWS));
    }

    private static BinlogEvent event(EventType type, String body) {
        byte[] event = HexFormat.of().parseHex("00".repeat(BinlogEvent.HEADER_LENGTH) + body);
        event[4] = (byte) type.code();
        return new BinlogEvent(event, 0, event.length);
    }

    /** A value of VARCHAR with a length of two bytes. */
    private static String text(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return HexFormat.of().toHexDigits((byte) length) + "00" + hex(text);
    }

    private static String counted(String content, int count) {
        return HexFormat.of().toHexDigits((byte) count) + content;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
