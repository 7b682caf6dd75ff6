package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTypeTest {

    @ParameterizedTest
    @EnumSource
    void printsWhatItReads(SqlType sqlType) {
        ColumnType plain = ColumnType.of(sqlType);
        assertThat(ColumnType.parse(plain.toString())).isEqualTo(plain);
        if (sqlType.isInteger() || sqlType == SqlType.DECIMAL) {
            assertPrints(plain.withUnsigned(true));
        }
        if (sqlType == SqlType.DECIMAL) {
            assertPrints(plain.withLength(65).withScale(30).withUnsigned(true));
            assertPrints(plain.withLength(10));
        }
        if (sqlType.isTemporal() && sqlType != SqlType.DATE) {
            assertPrints(plain.withScale(6));
        }
        if (sqlType.isText()) {
            assertPrints(plain.withCharset("utf8mb4"));
            assertPrints(plain.withCharset("utf8mb4").withCollation("utf8mb4_0900_ai_ci"));
            assertPrints(plain.withCharset("utf8mb3").withCollation("utf8_general_ci"));
            assertPrints(plain.withLength(100).withCharset("utf8mb4"));
        }
        if (sqlType.isBinary() || sqlType == SqlType.BIT || sqlType == SqlType.VECTOR) {
            assertPrints(plain.withLength(16));
        }
        if (sqlType == SqlType.ENUM || sqlType == SqlType.SET) {
            assertPrints(plain.withMembers(List.of("a", "it's", "", "a,b", "(x)", "''", "ü", " unsigned ")));
            assertPrints(plain.withMembers(List.of("'")).withCharset("latin1"));
        }
    }

    private static void assertPrints(ColumnType type) {
        assertThat(ColumnType.parse(type.toString())).as(type.toString()).isEqualTo(type);
        assertThat(ColumnType.parse(type.toString())).hasSameHashCodeAs(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int(10) unsigned zerofill | int unsigned",
                "INT(11)                   | int",
                "bigint(20)                | bigint",
                "numeric(5, 2)             | decimal(5,2)",
                "double precision          | double",
                "real                      | double",
                "integer                   | int",
                "year(4)                   | year",
                "float(7,2)                | float",
                "point                     | geometry",
                "datetime /* mariadb-5.3 */| datetime",
                "varchar(20) charset UTF8  | varchar(20) charset utf8",
            })
    void readsWhatServersPrint(String text, String same) {
        assertThat(ColumnType.parse(text)).hasToString(same);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "blubb",
                "decimal(",
                "decimal(a)",
                "decimal()",
                "enum('a",
                "enum('a'",
                "enum('a'x",
                "enum('a' 'b')",
                "enum('a',)",
                "int(99999999999)"
            })
    void refusesWhatIsNoType(String text) {
        assertThatThrownBy(() -> ColumnType.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no ");
    }

    @Test
    void tellsTheJavaType() {
        assertThat(ColumnType.parse("bit(1)").javaType()).isEqualTo(Boolean.class);
        assertThat(ColumnType.parse("bit(2)").javaType()).isEqualTo(BigInteger.class);
        assertThat(ColumnType.parse("int").javaType()).isEqualTo(Integer.class);
        assertThat(ColumnType.parse("int unsigned").javaType()).isEqualTo(Long.class);
        assertThat(ColumnType.parse("bigint").javaType()).isEqualTo(Long.class);
        assertThat(ColumnType.parse("bigint unsigned").javaType()).isEqualTo(BigInteger.class);
    }

    @Test
    void refusesNegativeSizes() {
        ColumnType type = ColumnType.of(SqlType.DECIMAL);
        assertThatThrownBy(() -> type.withLength(-1)).hasMessage("length must not be negative, but is -1");
        assertThatThrownBy(() -> type.withScale(-1)).hasMessage("scale must not be negative, but is -1");
    }
}
