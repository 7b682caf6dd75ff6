package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTest {

    private static final TableSchema SCHEMA = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(
                    Column.of("id", "int"),
                    Column.of("big", "bigint unsigned"),
                    Column.of("note", "varchar(20)"),
                    Column.of("price", "decimal(10,2)"),
                    Column.of("data", "varbinary(4)"),
                    Column.of("flag", "bit(1)"),
                    Column.of("ratio", "double"),
                    Column.of("day", "date"),
                    Column.of("span", "time(3)"),
                    Column.of("at", "datetime(6)"),
                    Column.of("moment", "timestamp(2)"),
                    Column.of("year", "year"),
                    Column.of("count", "bigint")),
            List.of("id"));

    private static final Row ROW = Row.of(
            SCHEMA,
            7,
            new BigInteger("18446744073709551615"),
            "text",
            new BigDecimal("-12.50"),
            new byte[] {1, (byte) 0xab},
            true,
            0.1,
            LocalDate.of(2024, 2, 29),
            Duration.ofHours(-838).minusMillis(1500),
            LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000),
            Instant.parse("2024-02-29T01:02:03.450Z"),
            1999,
            Long.MAX_VALUE);

    @Test
    void givesEachValueByItsGetter() {
        assertThat(ROW.getInt("id")).isEqualTo(7);
        assertThat(ROW.getLong("id")).isEqualTo(7);
        assertThat(ROW.getBigInteger("id")).isEqualTo(7);
        assertThat(ROW.getDecimal("id")).isEqualTo("7");
        assertThat(ROW.getDouble("id")).isEqualTo(7);
        assertThat(ROW.getBoolean("id")).isTrue();
        assertThat(ROW.getBigInteger("big")).isEqualTo("18446744073709551615");
        assertThat(ROW.getString("note")).isEqualTo("text");
        assertThat(ROW.getDecimal("price")).isEqualTo("-12.50");
        assertThat(ROW.getBytes("data")).containsExactly(1, 0xab);
        assertThat(ROW.getBoolean("flag")).isTrue();
        assertThat(ROW.getDouble("ratio")).isEqualTo(0.1);
        assertThat(ROW.getDate("day")).isEqualTo("2024-02-29");
        assertThat(ROW.getTime("span")).isEqualTo(Duration.ofHours(-838).minusMillis(1500));
        assertThat(ROW.getDateTime("at")).isEqualTo("2024-02-29T01:02:03.000004");
        assertThat(ROW.getInstant("moment")).isEqualTo("2024-02-29T01:02:03.450Z");
        assertThat(ROW.getLong("count")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "id, 7",
        "big, 18446744073709551615",
        "note, text",
        "price, -12.50",
        "data, 0x01AB",
        "flag, 1",
        "ratio, 0.1",
        "day, 2024-02-29",
        "span, -838:00:01.500",
        "at, 2024-02-29 01:02:03.000004",
        "moment, 2024-02-29 01:02:03.45",
        "year, 1999",
        "count, 9223372036854775807",
    })
    void givesEachValueAsTheServersText(String column, String text) {
        assertThat(ROW.getText(column)).isEqualTo(text);
    }

    @Test
    void keepsItsBytesToItself() {
        byte[] given = {1, 2};
        Row row = ROW.with("data", given);
        given[0] = 9;
        row.getBytes("data")[1] = 9;
        assertThat(row.getBytes("data")).containsExactly(1, 2);
        assertThat(ROW.getBytes("data")).containsExactly(1, 0xab);
    }

    @Test
    void saysWhyAValueCannotBeGiven() {
        assertThatThrownBy(() -> ROW.with("id", null).getInt("id"))
                .isInstanceOf(ValueException.class)
                .hasMessage("Column 'id' of table shop.orders is NULL, which is no long; ask isNull() first");
        assertThatThrownBy(() -> ROW.getInt("note"))
                .isInstanceOf(ValueException.class)
                .hasMessage("Column 'note' of table shop.orders is of type varchar(20), whose Java type is String, not"
                        + " long; getText gives any value as text");
        assertThatThrownBy(() -> ROW.getInt("count"))
                .isInstanceOf(ValueException.class)
                .hasMessage("Column 'count' of table shop.orders (bigint) holds a number that int cannot hold; use get,"
                        + " getBigInteger or getText");
        assertThatThrownBy(() -> ROW.getLong("big")).hasMessageContaining("holds a number that long cannot hold");
        assertThatThrownBy(() -> ROW.getDouble("count")).hasMessageContaining("holds a number that double cannot");
        assertThatThrownBy(() -> ROW.getBoolean("note")).hasMessageContaining("not boolean");
        assertThatThrownBy(() -> ROW.getBigInteger("note")).hasMessageContaining("not BigInteger");
        assertThatThrownBy(() -> ROW.getDecimal("ratio")).hasMessageContaining("not BigDecimal");
        assertThatThrownBy(() -> ROW.getDouble("price")).hasMessageContaining("not double");
        assertThatThrownBy(() -> ROW.getString("id")).hasMessageContaining("whose Java type is Integer, not String");
        assertThatThrownBy(() -> ROW.get("nope"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Table shop.orders has no column 'nope'; its columns are [id, big, note,");
        assertThatThrownBy(() -> ROW.with("note", null).getText("note"))
                .hasMessage("Column 'note' of table shop.orders is NULL, which has no text; ask isNull() first");
    }

    @Test
    void tellsAbsentFromNull() {
        Row partial = Row.of(SCHEMA, Map.of("id", 1));
        assertThat(partial.has("note")).isFalse();
        assertThat(partial.isNull("note")).isFalse();
        assertThat(partial.has("nope")).isFalse();
        assertThatThrownBy(() -> partial.get("note"))
                .isInstanceOf(ValueException.class)
                .hasMessage(
                        "Column 'note' of table shop.orders is absent from this row, which is not NULL: the binlog's"
                                + " row image does not hold it (see binlog_row_image); ask has() first");
        assertThat(partial.with("note", null).has("note")).isTrue();
        assertThat(partial.with("note", null).isNull("note")).isTrue();
        assertThat(partial).hasToString("Row of shop.orders [id]");
    }

    @Test
    void refusesValuesOfAnotherType() {
        assertThatThrownBy(() -> ROW.with("id", 7L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Column 'id' (int) of table shop.orders holds Integer, not Long");
        assertThatThrownBy(() -> Row.of(SCHEMA, 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Table shop.orders has 13 columns, but 1 values were given");
    }

    @Test
    void comparesByValue() {
        assertThat(ROW).isEqualTo(ROW.with("id", 7)).hasSameHashCodeAs(ROW.with("id", 7));
        assertThat(ROW).isEqualTo(ROW.with("data", new byte[] {1, (byte) 0xab}));
        assertThat(ROW).isNotEqualTo(ROW.with("id", 8));
        assertThat(ROW.detach()).isSameAs(ROW);
    }

    @Test
    void keysAreEqualByTableColumnsAndText() {
        RowKey key = RowKey.of(ROW);
        assertThat(key).isEqualTo(RowKey.of(ROW.with("note", "other"))).isNotEqualTo(RowKey.of(ROW.with("id", 8)));
        assertThat(key).hasSameHashCodeAs(RowKey.of(ROW.with("note", "other")));
        assertThat(key).hasToString("Key of shop.orders (id)");
        assertThat(RowKey.of(ROW, "note", "id")).isNotEqualTo(RowKey.of(ROW, "id", "note"));
        assertThat(RowKey.of(ROW.with("note", null), "note"))
                .isEqualTo(RowKey.of(ROW.with("note", null), "note"))
                .isNotEqualTo(RowKey.of(ROW.with("note", ""), "note"));
        TableSchema elsewhere =
                TableSchema.of(new TableId("shop", "b"), List.of(Column.of("id", "int")), List.of("id"));
        assertThat(key).isNotEqualTo(RowKey.of(Row.of(elsewhere, 7)));
    }
}
