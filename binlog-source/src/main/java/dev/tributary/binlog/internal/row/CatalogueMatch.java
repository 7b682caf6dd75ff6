package dev.tributary.binlog.internal.row;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SqlType;

/**
 * Compares a column of the server's catalogue with what a table map tells of it: everything but names, the members of enums
 * and sets, and, where the server is older than that, signs and character sets.
 */
final class CatalogueMatch {

    private static final int MOST_MEMBERS_IN_ONE_BYTE = 255;
    private static final int LARGEST_SET_BUT_ONE = 4;

    private final TableMap map;
    private final ColumnMaker maker;
    private final ServerKind kind;

    CatalogueMatch(ServerKind kind, TableMap map, ColumnMaker maker) {
        this.kind = kind;
        this.map = map;
        this.maker = maker;
    }

    /** Returns whether the column can be what the table map stores at an index. */
    boolean matches(int index, Column column) {
        ColumnType stored = maker.type(index, column.name());
        ColumnType known = column.type();
        boolean digitsAreHidden = StoredType.isOldTemporal(map.types()[index]) && kind == ServerKind.MARIADB;
        return map.nullable().get(index) == column.nullable()
                && matches(
                        stored,
                        map.parameters()[index],
                        digitsAreHidden && known.sqlType() == stored.sqlType() ? known.withScale(0) : known);
    }

    private boolean matches(ColumnType stored, int parameter, ColumnType known) {
        return switch (known.sqlType()) {
            case ENUM ->
                stored.sqlType() == SqlType.ENUM
                        && parameter == (known.members().size() <= MOST_MEMBERS_IN_ONE_BYTE ? 1 : 2);
            case SET ->
                stored.sqlType() == SqlType.SET
                        && parameter == setBytes(known.members().size());
            case UUID, INET6 -> isBinary(stored, MariaDbCodecs.UUID_OR_INET6_BYTES);
            case INET4 -> isBinary(stored, MariaDbCodecs.INET4_BYTES);
            case VECTOR -> stored.sqlType() == SqlType.VECTOR;
            default -> told(stored).equals(told(known));
        };
    }

    private static int setBytes(int members) {
        int bytes = (members + Byte.SIZE - 1) / Byte.SIZE;
        return bytes <= LARGEST_SET_BUT_ONE ? bytes : Long.BYTES;
    }

    private static boolean isBinary(ColumnType stored, int length) {
        return stored.sqlType() == SqlType.BINARY && stored.length() == length;
    }

    /** The part of a type of which the table map tells. */
    private ColumnType told(ColumnType type) {
        ColumnType signed = map.metadata().tellsSigns() ? type : type.withUnsigned(false);
        ColumnType told = signed.withCollation(""); // a row does not depend on it
        return map.metadata().tellsCharsets() ? told : withoutCharset(told);
    }

    /** Without it, texts and bytes look alike, and nobody knows how many bytes a character may take. */
    private static ColumnType withoutCharset(ColumnType type) {
        return switch (type.sqlType()) {
            case CHAR, BINARY -> ColumnType.of(SqlType.BINARY);
            case VARCHAR, VARBINARY -> ColumnType.of(SqlType.VARBINARY);
            case TINYTEXT -> ColumnType.of(SqlType.TINYBLOB);
            case TEXT -> ColumnType.of(SqlType.BLOB);
            case MEDIUMTEXT -> ColumnType.of(SqlType.MEDIUMBLOB);
            case LONGTEXT -> ColumnType.of(SqlType.LONGBLOB);
            default -> type;
        };
    }

    /** Returns the type of a column as the table map tells it, for errors. */
    String stored(int index) {
        ColumnType type = maker.type(index, "at place " + (index + 1));
        return told(type) + (map.nullable().get(index) ? "" : " not null");
    }
}
