package dev.tributary.jdbc.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "int | bigint | bigint",
                "int(11) | bigint | bigint",
                "integer | numeric(20) | numeric(20)",
                "tinyint(3) unsigned | int unsigned | int unsigned",
                "real | double precision | double precision",
                "varchar(20) | varchar(30) | varchar(30)",
                "character varying(20) | varchar(30) | varchar(30)",
                "character varying(20) | text | text",
                "text | mediumtext | mediumtext",
                "varchar(20) charset utf8mb4 collate utf8mb4_bin | varchar(21) | varchar(21)",
                "varbinary(3) | blob | blob",
                "numeric(6,4) | NUMERIC(10, 2) | NUMERIC(12,4)",
                "decimal(10,2) | decimal(4,3) | decimal(11,3)",
                "decimal(5,2) unsigned | decimal(6,2) unsigned | decimal(6,2) unsigned",
                "timestamp(0) without time zone | timestamp(3) | timestamp(3)",
                "timestamp(0) with time zone | timestamp(3) with time zone | timestamp(3) with time zone",
                "enum('a','b') | enum('a','b','c d') | enum('a','b','c d')",
            })
    void aColumnBecomesLarge(String current, String wanted, String wider) {
        assertThat(TypeText.widened(current, wanted)).contains(wider);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bigint | int",
                "bigint | numeric(5, 2)",
                "numeric | numeric(65, 30)",
                "varchar(30) | varchar(20)",
                "character varying | varchar(20)",
                "text | varchar(60)",
                "int | int unsigned",
                "int | varchar(20)",
                "varchar(20) | int",
                "bit(1) | bit(8)",
                "timestamp(0) with time zone | timestamp(3)",
                "enum('a','b') | enum('b','a','c')",
                "enum('a','b') | enum('a')",
                "public.mood | text",
                "json | json",
            })
    void aColumnStaysAsItIsWhereTheOtherIsNotLargerOrOfAnotherSort(String current, String wanted) {
        assertThat(TypeText.widened(current, wanted)).isEmpty();
    }
}
