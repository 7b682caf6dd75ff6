package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.event.ByteCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a table map tells of columns beyond how they are stored: all of it with {@code binlog_row_metadata=FULL}, signs and
 * character sets only with {@code MINIMAL}.
 *
 * <p>Source of the format: the server's documentation of {@code Table_map_event}, "Optional metadata fields".
 */
final class Metadata {

    private static final int SIGNEDNESS = 1;
    private static final int DEFAULT_CHARSET = 2;
    private static final int COLUMN_CHARSET = 3;
    private static final int COLUMN_NAME = 4;
    private static final int SET_MEMBERS = 5;
    private static final int ENUM_MEMBERS = 6;
    private static final int SIMPLE_PRIMARY_KEY = 8;
    private static final int PRIMARY_KEY_WITH_PREFIX = 9;
    private static final int MEMBERS_DEFAULT_CHARSET = 10;
    private static final int MEMBERS_COLUMN_CHARSET = 11;
    private static final int VECTOR_DIMENSIONS = 13;

    private final ServerKind kind;
    private final int[] types;
    private final BitSet unsigned = new BitSet();
    private final int[] collations;
    private final int[] dimensions;
    private final List<List<byte[]>> members;
    private final List<byte[]> names = new ArrayList<>();
    private boolean tellsSigns;
    private boolean tellsCharsets;
    private int[] key = {};

    private Metadata(ServerKind kind, int[] types) {
        this.kind = kind;
        this.types = types;
        this.collations = new int[types.length];
        this.dimensions = new int[types.length];
        this.members = new ArrayList<>(Collections.nCopies(types.length, List.of()));
    }

    static Metadata parse(ServerKind kind, ByteCursor cursor, int[] types) {
        Metadata metadata = new Metadata(kind, types);
        while (cursor.remaining() > 0) {
            int field = cursor.u8();
            int end = cursor.byteCount();
            end = cursor.remaining() - end;
            metadata.read(field, cursor, end);
            cursor.skip(cursor.remaining() - end);
        }
        return metadata;
    }

    private void read(int field, ByteCursor cursor, int end) {
        switch (field) {
            case SIGNEDNESS -> readSigns(cursor);
            case DEFAULT_CHARSET -> {
                tellsCharsets = true;
                readDefaultCharset(cursor, end, kind::tellsCharset);
            }
            case COLUMN_CHARSET -> {
                tellsCharsets = true;
                readCharsets(cursor, kind::tellsCharset);
            }
            case MEMBERS_DEFAULT_CHARSET -> readDefaultCharset(cursor, end, StoredType::hasMembers);
            case MEMBERS_COLUMN_CHARSET -> readCharsets(cursor, StoredType::hasMembers);
            case COLUMN_NAME -> {
                while (cursor.remaining() > end) {
                    names.add(cursor.copy(cursor.byteCount()));
                }
            }
            case SET_MEMBERS -> readMembers(cursor, StoredType.SET);
            case ENUM_MEMBERS -> readMembers(cursor, StoredType.ENUM);
            case SIMPLE_PRIMARY_KEY -> readKey(cursor, end, false);
            case PRIMARY_KEY_WITH_PREFIX -> readKey(cursor, end, true);
            case VECTOR_DIMENSIONS -> readDimensions(cursor);
            default -> {
                // the kind of a geometry, visibility: nothing that rows need
            }
        }
    }

    private int[] columns(IntPredicate kind) {
        int[] columns = new int[types.length];
        int count = 0;
        for (int i = 0; i < types.length; i++) {
            if (kind.test(types[i])) {
                columns[count++] = i;
            }
        }
        return Arrays.copyOf(columns, count);
    }

    private void readSigns(ByteCursor cursor) {
        tellsSigns = true;
        int bits = 0;
        int count = 0;
        for (int column : columns(StoredType::hasSign)) {
            bits = count % 8 == 0 ? cursor.u8() : bits << 1;
            count++;
            unsigned.set(column, (bits & 0x80) != 0);
        }
    }

    private void readDefaultCharset(ByteCursor cursor, int end, IntPredicate kind) {
        int[] columns = columns(kind);
        int common = (int) cursor.lengthEncoded();
        for (int column : columns) {
            collations[column] = common;
        }
        while (cursor.remaining() > end) {
            long index = cursor.lengthEncoded();
            if (index < 0 || index >= columns.length) {
                throw cursor.malformed("a character set of a column that is not there");
            }
            collations[columns[(int) index]] = (int) cursor.lengthEncoded();
        }
    }

    private void readCharsets(ByteCursor cursor, IntPredicate kind) {
        for (int column : columns(kind)) {
            collations[column] = (int) cursor.lengthEncoded();
        }
    }

    private void readMembers(ByteCursor cursor, int type) {
        for (int column : columns(candidate -> candidate == type)) {
            List<byte[]> list = new ArrayList<>();
            for (int left = cursor.byteCount(); left > 0; left--) {
                list.add(cursor.copy(cursor.byteCount()));
            }
            members.set(column, list);
        }
    }

    private void readDimensions(ByteCursor cursor) {
        for (int column : columns(candidate -> candidate == StoredType.VECTOR)) {
            dimensions[column] = Math.toIntExact(Math.min(cursor.lengthEncoded() & Long.MAX_VALUE, Integer.MAX_VALUE));
        }
    }

    private void readKey(ByteCursor cursor, int end, boolean withPrefix) {
        List<Integer> columns = new ArrayList<>();
        while (cursor.remaining() > end) {
            long column = cursor.lengthEncoded();
            if (column < 0 || column >= types.length) {
                throw cursor.malformed("a key column that is not there");
            }
            columns.add((int) column);
            if (withPrefix) {
                cursor.lengthEncoded();
            }
        }
        key = columns.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether the server has told the columns' names, and with them all else. */
    boolean isFull() {
        return names.size() == types.length;
    }

    /** Whether the server has told which numbers have a sign. */
    boolean tellsSigns() {
        return tellsSigns;
    }

    /** Whether the server has told the character sets of texts, enums and sets apart. */
    boolean tellsCharsets() {
        return tellsCharsets;
    }

    boolean isUnsigned(int column) {
        return unsigned.get(column);
    }

    /** The number of the column's collation; 0 where none is told. */
    int collation(int column) {
        return collations[column];
    }

    /** The most elements of a vector; 0 where none is told. */
    int dimensions(int column) {
        return dimensions[column];
    }

    /** The members of an enum or a set, in the character set of their column. */
    List<byte[]> members(int column) {
        return members.get(column);
    }

    /** The name of a column, in UTF-8. */
    byte[] name(int column) {
        return names.get(column);
    }

    /** The columns of the primary key, in its order. */
    int[] key() {
        return key.clone();
    }
}
