package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.event.ByteCursor;

/**
 * The codes by which a table map names types, and the parameter that follows each of them.
 *
 * <p>Source: the server's documentation of {@code Table_map_event}, "Table_map_event column types: numerical identifier
 * and metadata".
 */
final class StoredType {

    static final int TINY = 1;
    static final int SHORT = 2;
    static final int LONG = 3;
    static final int FLOAT = 4;
    static final int DOUBLE = 5;
    static final int TIMESTAMP_OLD = 7;
    static final int LONGLONG = 8;
    static final int INT24 = 9;
    static final int DATE = 10;
    static final int TIME_OLD = 11;
    static final int DATETIME_OLD = 12;
    static final int YEAR = 13;
    static final int VARCHAR = 15;
    static final int BIT = 16;
    static final int TIMESTAMP = 17;
    static final int DATETIME = 18;
    static final int TIME = 19;
    static final int BLOB_COMPRESSED = 140;
    static final int VARCHAR_COMPRESSED = 141;
    static final int VECTOR = 242;
    static final int JSON = 245;
    static final int DECIMAL = 246;
    static final int ENUM = 247;
    static final int SET = 248;
    static final int BLOB = 252;
    static final int VAR_STRING = 253;
    static final int STRING = 254;
    static final int GEOMETRY = 255;

    private static final int LENGTH_BITS = 0x30;
    private static final int MOST_DIGITS = 65;
    private static final int MOST_SCALE = 30;
    private static final int MOST_FRACTION_DIGITS = 6;

    private StoredType() {}

    /** Reads the parameter of a type: none is 0, two bytes are the first and, above it, the second. */
    static int readParameter(int type, ByteCursor cursor) {
        return switch (type) {
            case FLOAT, DOUBLE, BLOB, BLOB_COMPRESSED, JSON, GEOMETRY, VECTOR, TIMESTAMP, DATETIME, TIME -> cursor.u8();
            case VARCHAR, VARCHAR_COMPRESSED, VAR_STRING, BIT, DECIMAL, STRING, ENUM, SET -> cursor.u16();
            default -> 0;
        };
    }

    /** Returns whether a type can have a parameter; one that cannot is a sign of a damaged event. */
    static boolean canHave(int type, int parameter) {
        int first = parameter & 0xff;
        int second = parameter >> 8;
        return switch (type) {
            case DECIMAL -> first >= 1 && first <= MOST_DIGITS && second <= MOST_SCALE && second <= first;
            case BIT -> first < Byte.SIZE && second * Byte.SIZE + first >= 1 && second * Byte.SIZE + first <= Long.SIZE;
            case TIMESTAMP, DATETIME, TIME -> parameter <= MOST_FRACTION_DIGITS;
            case VARCHAR_COMPRESSED -> parameter >= 1;
            case BLOB, BLOB_COMPRESSED, JSON, GEOMETRY, VECTOR -> parameter >= 1 && parameter <= Integer.BYTES;
            case ENUM -> parameter == 1 || parameter == 2;
            case SET -> parameter >= 1 && parameter <= Long.BYTES;
            default -> true;
        };
    }

    /** Returns what a {@link #STRING} really is: that, an enum or a set. */
    static int realType(int parameter) {
        return (parameter & 0xff) | LENGTH_BITS;
    }

    /** Returns the length in bytes of a {@link #STRING}, whose upper two bits hide, inverted, in the real type. */
    static int realLength(int parameter) {
        int upper = ((parameter & LENGTH_BITS) ^ LENGTH_BITS) << 4;
        return (parameter >> 8) | upper;
    }

    /** Whether the server tells the type's sign; it does so of a year too, which has none. */
    static boolean hasSign(int type) {
        return switch (type) {
            case TINY, SHORT, INT24, LONG, LONGLONG, DECIMAL, FLOAT, DOUBLE, YEAR -> true;
            default -> false;
        };
    }

    /** Whether the server tells the type's character set among those of texts; that of bytes is {@code binary}. */
    static boolean hasCharset(int type) {
        return switch (type) {
            case VARCHAR, VARCHAR_COMPRESSED, VAR_STRING, STRING, BLOB, BLOB_COMPRESSED -> true;
            default -> false;
        };
    }

    /** Whether values are stored as before MySQL 5.6 and MariaDB 10.1. */
    static boolean isOldTemporal(int type) {
        return type == TIME_OLD || type == DATETIME_OLD || type == TIMESTAMP_OLD;
    }

    static boolean hasMembers(int type) {
        return type == ENUM || type == SET;
    }
}
