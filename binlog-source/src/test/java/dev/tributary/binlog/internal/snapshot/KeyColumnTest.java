package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.SqlType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyColumnTest {

    private static KeyColumn column(String type, String collation) {
        return new KeyColumn(0, "`k`", Column.of("k", type), collation, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "int|-17|`k`|`k` > -17",
                "bigint unsigned|18446744073709551615|`k`|`k` > 18446744073709551615",
                "decimal(30,6)|-0.000001|`k`|`k` > -0.000001",
                "double|1.5|(`k` + 0e0)|`k` > 1.5e0",
                "float|-1e-30|(`k` + 0e0)|`k` > -1e-30",
                "year|2024|`k`|`k` > 2024",
                "date|0000-00-00|`k`|`k` > '0000-00-00'",
                "datetime(6)|2024-10-27 00:30:00.000001|`k`|`k` > '2024-10-27 00:30:00.000001'",
                "time(2)|-838:59:59.00|`k`|`k` > '-838:59:59.00'",
                "varbinary(20)|a'b|`k`|`k` > X'612762'",
                "bit(40)|1099511627775|CAST(`k` AS UNSIGNED)|`k` > 1099511627775",
                "set('z','y')|3|CAST(`k` AS UNSIGNED)|`k` > 3",
            })
    void comparesAsTheServerDoes(String type, String value, String expression, String condition) {
        KeyColumn column = column(type, "");

        assertThat(column.expression()).isEqualTo(expression);
        assertThat(column.behind(bytes(value))).isEqualTo(condition);
    }

    @Test
    void comparesTextUnderItsCollationAndNeverAsWrittenText() {
        KeyColumn column = new KeyColumn(
                0,
                "`k`",
                Column.of("k", ColumnType.of(SqlType.VARCHAR).withLength(9).withCharset("utf8mb4")),
                "utf8mb4_unicode_ci",
                false);

        assertThat(column.equal(bytes("a' OR 1 = 1 -- ")))
                .isEqualTo("`k` = _utf8mb4 X'6127204f522031203d2031202d2d20' COLLATE utf8mb4_unicode_ci");
    }

    @Test
    void comparesADescendingColumnTheOtherWay() {
        KeyColumn column = new KeyColumn(0, "`k`", Column.of("k", "int"), "", true);

        assertThat(column.order()).isEqualTo("`k` DESC");
        assertThat(column.behind(bytes("5"))).isEqualTo("`k` < 5");
        assertThat(column.before(bytes("5"))).isEqualTo("`k` > 5");
        assertThat(column.equal(bytes("5"))).isEqualTo("`k` = 5");
    }

    @Test
    void listsTheMembersOfAnEnumInTheOrderOfTheirNumbers() {
        KeyColumn column = column("enum('z','y','x')", "");

        assertThat(column.expression()).isEqualTo("CAST(`k` AS UNSIGNED)");
        assertThat(column.behind(bytes("1"))).isEqualTo("`k` IN (2, 3)");
        assertThat(column.before(bytes("1"))).isEqualTo("`k` IN (0)");
        assertThat(column.before(bytes("0"))).isEqualTo("FALSE");
        assertThat(column.behind(bytes("3"))).isEqualTo("FALSE");
        assertThat(column.equal(bytes("0"))).isEqualTo("`k` = 0");
    }

    @Test
    void comparesAnEnumOfVeryManyMembersByNumber() {
        List<String> members =
                IntStream.range(0, 2000).mapToObj(number -> "m" + number).toList();
        KeyColumn column = new KeyColumn(
                0, "`k`", Column.of("k", ColumnType.of(SqlType.ENUM).withMembers(members)), "", false);

        assertThat(column.behind(bytes("1500"))).isEqualTo("`k` > 1500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"int", "decimal(9,2)", "double", "bit(8)", "set('a')", "enum('a')", "date", "datetime", "year"})
    void refusesAValueThatCouldBeMoreThanAValue(String type) {
        for (String hostile : List.of("1 OR 1=1", "1; DROP TABLE t", "0x31", "'", "1'", "a' OR 'a' = 'a", "\u0000")) {
            assertThatThrownBy(() -> column(type, "").equal(bytes(hostile)))
                    .as(hostile)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("A value of column `k` of type ")
                    .hasMessageEndingWith(" is expected, but it has other characters");
        }
    }
}
