package dev.tributary.format;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.internal.ArrayRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Schemas and rows of all column types, made by chance from a seed. */
final class RandomRows {

    private static final String[] TYPES = {
        "tinyint",
        "tinyint unsigned",
        "smallint",
        "smallint unsigned",
        "mediumint",
        "mediumint unsigned",
        "int",
        "int unsigned",
        "bigint",
        "bigint unsigned",
        "decimal(10,2)",
        "decimal(65,30) unsigned",
        "float",
        "double",
        "bit(1)",
        "bit(17)",
        "bit(64)",
        "char(10) charset latin1",
        "varchar(100) charset utf8mb4",
        "tinytext",
        "text",
        "mediumtext",
        "longtext",
        "binary(4)",
        "varbinary(100)",
        "tinyblob",
        "blob",
        "mediumblob",
        "longblob",
        "date",
        "time",
        "time(6)",
        "datetime",
        "datetime(3)",
        "timestamp",
        "timestamp(6)",
        "year",
        "enum('a','it''s','b,c') charset utf8mb4",
        "set('x','y')",
        "json",
        "geometry",
        "vector(3)",
        "uuid",
        "inet4",
        "inet6"
    };

    private final Random random;

    RandomRows(long seed) {
        this.random = new Random(seed);
    }

    static List<ColumnType> types() {
        return List.of(TYPES).stream().map(ColumnType::parse).toList();
    }

    TableSchema schema() {
        List<Column> columns = new ArrayList<>();
        int size = 1 + random.nextInt(12);
        for (int i = 0; i < size; i++) {
            String name = "c" + i + "_" + (random.nextInt(4) == 0 ? name() : "");
            columns.add(new Column(name, ColumnType.parse(TYPES[random.nextInt(TYPES.length)]), random.nextBoolean()));
        }
        List<String> key =
                random.nextBoolean() ? List.of() : List.of(columns.get(size - 1).name());
        return TableSchema.of(new TableId("db" + name(), "t" + name()), columns, key);
    }

    ArrayRow row(TableSchema schema) {
        ArrayRow.Builder row = new ArrayRow.Builder(schema);
        for (int i = 0; i < schema.size(); i++) {
            int chance = random.nextInt(10);
            if (chance == 0) {
                row.set(i, null);
            } else if (chance > 1) {
                set(row, i, schema.column(i).type());
            }
        }
        return row.build();
    }

    private void set(ArrayRow.Builder row, int column, ColumnType type) {
        SqlType sqlType = type.sqlType();
        boolean outOfTheCalendar = random.nextInt(5) == 0;
        if (outOfTheCalendar && (sqlType == SqlType.DATE || sqlType == SqlType.DATETIME)) {
            int hour = sqlType == SqlType.DATE ? 0 : random.nextInt(24);
            row.setFields(column, random.nextInt(10000), random.nextInt(13), 31, hour, 0, 0, 0);
        } else if (outOfTheCalendar && sqlType == SqlType.TIMESTAMP) {
            row.setFields(column, 0, 0, 0, 0, 0, 0, 0);
        } else {
            row.set(column, value(type));
        }
    }

    private Object value(ColumnType type) {
        return switch (type.sqlType()) {
            case TINYINT, SMALLINT, MEDIUMINT -> random.nextInt(1 << 24) - (1 << 23);
            case INT -> type.unsigned() ? (Object) random.nextLong(1L << 32) : (Object) random.nextInt();
            case BIGINT -> type.unsigned() ? (Object) new BigInteger(64, random) : (Object) random.nextLong();
            case BIT -> type.length() == 1 ? (Object) random.nextBoolean() : new BigInteger(type.length(), random);
            case DECIMAL -> new BigDecimal(new BigInteger(30, random), type.scale());
            case FLOAT -> Float.intBitsToFloat(random.nextInt() & ~0x00800000);
            case DOUBLE -> Double.longBitsToDouble(random.nextLong() & ~0x0010000000000000L);
            case YEAR -> 1901 + random.nextInt(255);
            case DATE -> LocalDate.ofEpochDay(random.nextInt(-10_000, 100_000));
            case TIME ->
                Duration.ofSeconds(random.nextInt(-3_020_399, 3_020_400)).plusNanos(micros(type) * 1000L);
            case DATETIME ->
                LocalDateTime.of(
                        random.nextInt(1, 10_000), 1 + random.nextInt(12), 28, 23, 59, 59, micros(type) * 1000);
            case TIMESTAMP -> Instant.ofEpochSecond(1 + random.nextInt(Integer.MAX_VALUE), micros(type) * 1000L);
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR -> bytes();
            default -> text(20);
        };
    }

    /** Returns microseconds that a column's fractional digits can hold; none below zero seconds. */
    private int micros(ColumnType type) {
        int micros = random.nextInt(1_000_000);
        int unit = (int) Math.pow(10, 6 - type.scale());
        return micros / unit * unit;
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private String text(int limit) {
        int[] codePoints = random.ints(random.nextInt(limit), 0, 4)
                .map(plane -> switch (plane) {
                    case 0 -> random.nextInt(0x80);
                    case 1 -> random.nextInt(0x80, 0x800);
                    case 2 -> random.nextInt(0x800, 0x10000);
                    default -> random.nextInt(0x10000, 0x110000);
                })
                .toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    /** Returns a part of a name: a server's names are well-formed Unicode, which a text need not be. */
    private String name() {
        byte[] utf8 = text(5).getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
