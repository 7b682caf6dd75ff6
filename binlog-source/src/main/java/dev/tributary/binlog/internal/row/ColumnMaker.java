package dev.tributary.binlog.internal.row;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.SqlType;
import dev.tributary.binlog.internal.charset.MalformedTextException;
import dev.tributary.binlog.internal.charset.TextDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Makes of a table map's columns what users see of them, and what reads their values. */
final class ColumnMaker {

    private static final String BINARY = "binary";

    private final TableMap map;
    private final CollationNames collations;

    ColumnMaker(TableMap map, CollationNames collations) {
        this.map = map;
        this.collations = collations;
    }

    /** Returns the column as a full table map describes it. */
    Column column(int index) {
        String name = new String(map.metadata().name(index), StandardCharsets.UTF_8);
        return new Column(name, type(index, name), map.nullable().get(index));
    }

    /**
     * Returns the type as the table map describes it.
     *
     * @param name the column's name, for errors
     */
    ColumnType type(int index, String name) {
        int parameter = map.parameters()[index];
        ColumnType plain = ColumnType.of(sqlType(index, name));
        SqlType sqlType = plain.sqlType();
        return switch (sqlType) {
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, FLOAT, DOUBLE ->
                plain.withUnsigned(map.metadata().isUnsigned(index));
            case DECIMAL ->
                plain.withUnsigned(map.metadata().isUnsigned(index))
                        .withLength(parameter & 0xff)
                        .withScale(parameter >> 8);
            case BIT -> plain.withLength(bits(parameter));
            case TIME, DATETIME, TIMESTAMP -> plain.withScale(parameter);
            case CHAR, VARCHAR -> {
                String charset = charset(index);
                yield plain.withCharset(charset)
                        .withCollation(collation(index))
                        .withLength(mostBytes(index) / TextDecoder.bytesPerCharacter(charset));
            }
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT ->
                plain.withCharset(charset(index)).withCollation(collation(index));
            case BINARY, VARBINARY -> plain.withLength(mostBytes(index));
            case VECTOR -> plain.withLength(map.metadata().dimensions(index));
            case ENUM, SET -> plain.withCharset(charset(index)).withMembers(members(index, name));
            default -> plain;
        };
    }

    /** How many bytes a string may have; where it is compressed, the parameter counts a byte more that tells how. */
    private int mostBytes(int index) {
        int parameter = map.parameters()[index];
        return map.types()[index] == StoredType.VARCHAR_COMPRESSED ? parameter - 1 : parameter;
    }

    private SqlType sqlType(int index, String name) {
        int type = map.types()[index];
        return switch (type) {
            case StoredType.TINY -> SqlType.TINYINT;
            case StoredType.SHORT -> SqlType.SMALLINT;
            case StoredType.INT24 -> SqlType.MEDIUMINT;
            case StoredType.LONG -> SqlType.INT;
            case StoredType.LONGLONG -> SqlType.BIGINT;
            case StoredType.DECIMAL -> SqlType.DECIMAL;
            case StoredType.FLOAT -> SqlType.FLOAT;
            case StoredType.DOUBLE -> SqlType.DOUBLE;
            case StoredType.BIT -> SqlType.BIT;
            case StoredType.YEAR -> SqlType.YEAR;
            case StoredType.DATE -> SqlType.DATE;
            case StoredType.TIME, StoredType.TIME_OLD -> SqlType.TIME;
            case StoredType.DATETIME, StoredType.DATETIME_OLD -> SqlType.DATETIME;
            case StoredType.TIMESTAMP, StoredType.TIMESTAMP_OLD -> SqlType.TIMESTAMP;
            case StoredType.ENUM -> SqlType.ENUM;
            case StoredType.SET -> SqlType.SET;
            case StoredType.JSON -> SqlType.JSON;
            case StoredType.GEOMETRY -> SqlType.GEOMETRY;
            case StoredType.VECTOR -> SqlType.VECTOR;
            case StoredType.STRING -> isBinary(index) ? SqlType.BINARY : SqlType.CHAR;
            case StoredType.VARCHAR, StoredType.VARCHAR_COMPRESSED, StoredType.VAR_STRING ->
                isBinary(index) ? SqlType.VARBINARY : SqlType.VARCHAR;
            case StoredType.BLOB, StoredType.BLOB_COMPRESSED -> isBinary(index) ? blob(index, name) : text(index, name);
            default -> throw unsupported(name, "is of a type that is stored as number " + type);
        };
    }

    private boolean isBinary(int index) {
        return charset(index).equals(BINARY);
    }

    private SqlType blob(int index, String name) {
        return switch (map.parameters()[index]) {
            case 1 -> SqlType.TINYBLOB;
            case 2 -> SqlType.BLOB;
            case 3 -> SqlType.MEDIUMBLOB;
            case 4 -> SqlType.LONGBLOB;
            default -> throw unsupported(name, "has lengths of " + map.parameters()[index] + " bytes");
        };
    }

    private SqlType text(int index, String name) {
        return switch (map.parameters()[index]) {
            case 1 -> SqlType.TINYTEXT;
            case 2 -> SqlType.TEXT;
            case 3 -> SqlType.MEDIUMTEXT;
            case 4 -> SqlType.LONGTEXT;
            default -> throw unsupported(name, "has lengths of " + map.parameters()[index] + " bytes");
        };
    }

    private static int bits(int parameter) {
        return (parameter >> 8) * 8 + (parameter & 0xff);
    }

    private String charset(int index) {
        int collation = map.metadata().collation(index);
        return collation == 0 ? BINARY : collations.charset(collation);
    }

    private String collation(int index) {
        int collation = map.metadata().collation(index);
        return collation == 0 ? "" : collations.name(collation);
    }

    private List<String> members(int index, String name) {
        TextDecoder decoder = decoder(charset(index), name);
        try {
            return map.metadata().members(index).stream().map(decoder::decode).toList();
        } catch (MalformedTextException e) {
            throw new DecodeException(
                    "Column '" + name + "' of table " + map.table() + " has a member of " + e.getMessage(), e);
        }
    }

    private TextDecoder decoder(String charset, String name) {
        TextDecoder decoder = charset.equals(BINARY) ? TextDecoder.of("utf8mb4") : TextDecoder.of(charset);
        if (decoder == null) {
            throw unsupported(name, "has the character set " + charset);
        }
        return decoder;
    }

    /** Returns what reads the values of a column; its type is the table map's own or the catalogue's. */
    ColumnCodec codec(int index, Column column) {
        int type = map.types()[index];
        int parameter = map.parameters()[index];
        ColumnType described = column.type();
        String name = column.name();
        return switch (type) {
            case StoredType.TINY -> NumberCodecs.integer(1, described.unsigned());
            case StoredType.SHORT -> NumberCodecs.integer(2, described.unsigned());
            case StoredType.INT24 -> NumberCodecs.integer(3, described.unsigned());
            case StoredType.LONG -> NumberCodecs.integer(4, described.unsigned());
            case StoredType.LONGLONG -> NumberCodecs.integer(8, described.unsigned());
            case StoredType.DECIMAL -> NumberCodecs.decimal(parameter & 0xff, parameter >> 8);
            case StoredType.FLOAT -> NumberCodecs.singlePrecision();
            case StoredType.DOUBLE -> NumberCodecs.doublePrecision();
            case StoredType.BIT -> NumberCodecs.bit(bits(parameter));
            case StoredType.YEAR -> NumberCodecs.year();
            case StoredType.DATE -> TemporalCodecs.date();
            case StoredType.TIME -> TemporalCodecs.time(parameter);
            case StoredType.TIME_OLD ->
                described.scale() == 0 ? TemporalCodecs.oldTime() : OldMariaDbCodecs.time(described.scale());
            case StoredType.DATETIME -> TemporalCodecs.dateTime(parameter);
            case StoredType.DATETIME_OLD ->
                described.scale() == 0 ? TemporalCodecs.oldDateTime() : OldMariaDbCodecs.dateTime(described.scale());
            case StoredType.TIMESTAMP -> TemporalCodecs.timestamp(parameter);
            case StoredType.TIMESTAMP_OLD ->
                described.scale() == 0 ? TemporalCodecs.oldTimestamp() : OldMariaDbCodecs.timestamp(described.scale());
            case StoredType.ENUM -> TextCodecs.enumeration(parameter, described.members());
            case StoredType.SET -> TextCodecs.set(parameter, described.members());
            case StoredType.JSON -> new JsonCodec(parameter);
            case StoredType.GEOMETRY, StoredType.VECTOR -> TextCodecs.bytes(parameter);
            case StoredType.BLOB_COMPRESSED -> compressed(described, parameter, name);
            case StoredType.VARCHAR_COMPRESSED -> compressed(described, TextCodecs.prefixFor(parameter), name);
            case StoredType.BLOB -> string(described, parameter, 0, name);
            case StoredType.STRING -> string(described, TextCodecs.prefixFor(parameter), parameter, name);
            case StoredType.VARCHAR, StoredType.VAR_STRING ->
                string(described, TextCodecs.prefixFor(parameter), 0, name);
            default -> throw unsupported(name, "is of a type that is stored as number " + type);
        };
    }

    private ColumnCodec compressed(ColumnType described, int prefix, String name) {
        return described.sqlType().isText()
                ? new CompressedColumn(prefix, decoder(described.charset(), name)::write)
                : new CompressedColumn(prefix, (bytes, from, length, writer) -> writer.writeBytes(bytes, from, length));
    }

    private ColumnCodec string(ColumnType described, int prefix, int width, String name) {
        if (described.sqlType().isText()) {
            return new TextCodecs.Text(prefix, decoder(described.charset(), name));
        }
        return switch (described.sqlType()) {
            case UUID -> MariaDbCodecs.uuid();
            case INET4 -> MariaDbCodecs.inet4();
            case INET6 -> MariaDbCodecs.inet6();
            default -> bytes(prefix, width);
        };
    }

    private static ColumnCodec bytes(int prefix, int width) {
        return width > 0 ? TextCodecs.padded(prefix, width) : TextCodecs.bytes(prefix);
    }

    /** Whether the table map may show columns as of another type than they are, or of fewer digits. */
    boolean mayHideTypes(ServerKind kind) {
        return IntStream.range(0, map.size())
                .anyMatch(i -> kind.mayHide(map.types()[i], map.parameters()[i]) && isBinary(i));
    }

    private DecodeException unsupported(String column, String why) {
        return new DecodeException("Column '" + column + "' of table " + map.table() + " " + why
                + ", which this version cannot read; leave the table out, or change the column");
    }
}
