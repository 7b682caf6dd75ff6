package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowKeyTest {

    private static RowKey key(String type, Object value) {
        TableSchema schema = TableSchema.of(new TableId("db", "t"), List.of(Column.of("k", type)), List.of("k"));
        return RowKey.of(Row.of(schema, value));
    }

    private static String folded(String type, Object value) {
        return key(type, value).folded().row().getText("k");
    }

    @ParameterizedTest
    @CsvSource({
        "varchar(20) collate utf8mb4_0900_ai_ci, Stra\u00dfe, strasse",
        "varchar(20) collate utf8mb4_0900_as_cs, ABC, abc",
        "varchar(20) collate utf8mb4_0900_ai_ci, '\u00c9t\u00e9 1  ', ete 1",
        "varchar(20) collate utf8mb4_general_ci, Stra\u00dfe, strase",
        "varchar(20) collate utf8mb4_unicode_ci, \ud83d\ude00, \ud800\udc00",
        "varchar(20) collate latin1_swedish_ci, \u00c9T\u00c9, ete",
        "text collate utf8mb3_unicode_ci, \u24b6, a",
        "char(20) collate utf8mb4_uca1400_ai_ci, \uff21, a",
        "varchar(20) collate utf8mb4_bin, 'Abc ', Abc",
        "varchar(20) collate utf8mb4_0900_bin, \u00c9, \u00c9",
        "varchar(20) collate utf8mb4_of_tomorrow_ci, anything, ''",
        "varchar(20) charset utf8mb4, ABC, abc",
        "varchar(20), ABC, abc",
    })
    void foldsTextByTheCollationOfItsColumn(String type, String text, String fold) {
        assertThat(folded(type, text)).isEqualTo(fold);
    }

    @Test
    void foldsASyllableOfHangulAsItsLetters() {
        String type = "varchar(20) collate utf8mb4_0900_ai_ci";

        assertThat(folded(type, "\uac01")).isEqualTo(folded(type, "\u1100\u1161\u11a8"));
    }

    @Test
    void isItselfWhereNoTwoTextsAreOneValue() {
        assertThat(List.of(
                        key("int", 5),
                        key("bigint unsigned", new java.math.BigInteger("5")),
                        key("varbinary(5)", new byte[] {65, 32}),
                        key("enum('a','B') collate utf8mb4_0900_ai_ci", "B"),
                        key("decimal(5,2)", new java.math.BigDecimal("1.00"))))
                .allSatisfy(key -> assertThat(key.folded()).isSameAs(key));
    }

    @Test
    void foldsTheTwoZerosOfFloatingPointNumbers() {
        assertThat(key("double", -0.0).folded()).isEqualTo(key("double", 0.0).folded());
        assertThat(key("float", -0.0f).folded()).isEqualTo(key("float", 0.0f).folded());
        assertThat(key("double", -0.5).folded()).isNotEqualTo(key("double", 0.5).folded());
    }

    @Test
    void foldsEachColumnByItsOwnCollation() {
        TableSchema schema = TableSchema.of(
                new TableId("db", "t"),
                List.of(
                        Column.of("a", "varchar(20) collate utf8mb4_0900_ai_ci"),
                        Column.of("b", "varchar(20) collate utf8mb4_bin"),
                        Column.of("n", "int")),
                List.of("a", "b", "n"));
        RowKey folded = RowKey.of(Row.of(schema, "A", "B", 1)).folded();

        assertThat(Stream.of("a", "b", "n").map(folded.row()::getText)).containsExactly("a", "B", "1");
        assertThat(folded).isEqualTo(RowKey.of(Row.of(schema, "a ", "B ", 1)).folded());
        assertThat(folded)
                .hasSameHashCodeAs(RowKey.of(Row.of(schema, "\u00e4", "B", 1)).folded());
        assertThat(folded).isNotEqualTo(RowKey.of(Row.of(schema, "a", "b", 1)).folded());
    }

    @Test
    void keepsNull() {
        assertThat(key("varchar(20) collate utf8mb4_0900_ai_ci", null)
                        .folded()
                        .row()
                        .isNull(0))
                .isTrue();
    }
}
