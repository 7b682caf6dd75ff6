package dev.tributary.avro.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** A table with a column of each type, and rows of the least, the greatest and other values. */
final class AllTypes {

    private static final BigInteger MOST_OF_64_BITS =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    private final List<Column> columns = new ArrayList<>();
    private final List<Object> least = new ArrayList<>();
    private final List<Object> greatest = new ArrayList<>();

    static final AllTypes TABLE = new AllTypes();

    final TableSchema schema;

    private AllTypes() {
        add("int", 1, Integer.MAX_VALUE);
        add("tinyint", -128, 127);
        add("tinyint unsigned", 0, 255);
        add("smallint", -32768, 32767);
        add("mediumint unsigned", 0, 16_777_215);
        add("int unsigned", 0L, 4_294_967_295L);
        add("bigint", Long.MIN_VALUE, Long.MAX_VALUE);
        add("bigint unsigned", BigInteger.ZERO, MOST_OF_64_BITS);
        add("bigint unsigned", BigInteger.ONE.shiftLeft(63), BigInteger.valueOf(Long.MAX_VALUE));
        add("decimal(10,2)", new BigDecimal("-99999999.99"), new BigDecimal("0.10"));
        add(
                "decimal(65,30)",
                new BigDecimal(BigInteger.TEN.pow(65).negate().add(BigInteger.ONE), 30),
                new BigDecimal(BigInteger.ONE, 30));
        add("decimal(5,0)", new BigDecimal("-128"), new BigDecimal("128"));
        add("float", -Float.MAX_VALUE, Float.MIN_VALUE);
        add("double", -Double.MAX_VALUE, Double.MIN_VALUE);
        add("bit(1)", false, true);
        add("bit(17)", BigInteger.ZERO, BigInteger.valueOf((1 << 17) - 1));
        add("bit(64)", BigInteger.ONE, MOST_OF_64_BITS);
        add("char(10) charset latin1", "", "ÿ");
        add("varchar(100) collate utf8mb4_0900_ai_ci", "a\u0000b", "😀ü");
        add("longtext", "", "x".repeat(3000));
        add("binary(4)", new byte[4], new byte[] {-1, 0, 1, 2});
        add("blob", new byte[0], new byte[5000]);
        add("date", LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31));
        add("time", Duration.ofSeconds(-3_020_399), Duration.ofSeconds(3_020_399));
        add("time(6)", Duration.ofNanos(-1000), Duration.ofSeconds(3_020_398).plusNanos(999_999_000));
        add("datetime", LocalDateTime.of(1, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59, 59));
        add(
                "datetime(6)",
                LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
                LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000));
        add("timestamp", Instant.ofEpochSecond(1), Instant.ofEpochSecond(Integer.MAX_VALUE));
        add("timestamp(3)", Instant.ofEpochMilli(1), Instant.ofEpochMilli(1_700_000_000_123L));
        add("year", 0, 2155);
        add("enum('a','it''s')", "a", "it's");
        add("set('x','y')", "", "x,y");
        add("json", "{}", "{\"a\": [1, 2]}");
        add("geometry", new byte[0], new byte[] {0, 0, 0, 0, 1, 1, 0, 0, 0});
        add("vector(1)", new byte[4], new byte[] {0, 0, -128, 63});
        add("uuid", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff");
        add("inet6", "::", "ffff::");
        schema = TableSchema.of(
                new TableId("shop", "all-types"),
                columns,
                List.of(columns.get(0).name()));
    }

    private void add(String type, Object low, Object high) {
        columns.add(new Column("c" + columns.size() + " " + type, ColumnType.parse(type), !columns.isEmpty()));
        least.add(low);
        greatest.add(high);
    }

    Row least() {
        return Row.of(schema, least.toArray());
    }

    Row greatest() {
        return Row.of(schema, greatest.toArray());
    }

    Row nulls() {
        Object[] values = new Object[schema.size()];
        values[0] = -1;
        return Row.of(schema, values);
    }

    static BinlogOrigin origin(int row) {
        Transaction transaction = Transaction.of(
                7,
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:23",
                "binlog.000003",
                1000,
                Instant.parse("2024-01-31T23:59:59.123456Z"));
        return new BinlogOrigin(RowsEvent.of(transaction, 1234, 3), row, row == 0);
    }
}
