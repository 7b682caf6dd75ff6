package dev.tributary.binlog.snapshot;

import dev.tributary.testkit.MySqlVersion;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/** A kind of key: a table that has it, and its values by number, each as SQL literals of its columns. */
enum KeyKind {
    INT_SPARSE("a INT", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(Integer.toString(number * 7_919 - 500_000));
        }
    },
    BIGINT_UNSIGNED("a BIGINT UNSIGNED", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(Long.toUnsignedString(number * 36_893_488_147_419_103L));
        }
    },
    DECIMAL("a DECIMAL(30,6)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(BigDecimal.valueOf(number - 100L, 5).toPlainString());
        }
    },
    ZEROFILL("a MEDIUMINT(6) UNSIGNED ZEROFILL", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(Integer.toString(number * 31));
        }
    },
    DOUBLE("a DOUBLE", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of((number - 80) / 7.0 + "e" + (number % 3 == 0 ? 290 : -290));
        }
    },
    YEAR_AND_TINY("a YEAR, b TINYINT", "PRIMARY KEY (a DESC, b)") {
        @Override
        List<String> values(int number) {
            return List.of(number < 5 ? "0" : Integer.toString(1901 + number / 5), Integer.toString(number % 5 - 2));
        }
    },
    FLOAT("a FLOAT", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(Double.toString((float) ((number - 80) / 7.0)) + "e0");
        }
    },
    TEXT_IGNORING_CASE("a VARCHAR(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            String word = Integer.toString(number * 31 + 1_000, 36);
            return List.of("'" + (number % 2 == 0 ? word.toUpperCase(Locale.ROOT) : word) + "ü"
                    + "\uD83D\uDE00".repeat(number % 3) + "'");
        }
    },
    TEXT_PADDED("a CHAR(20) CHARACTER SET latin1 COLLATE latin1_german1_ci", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + "öaÖßB".charAt(number % 5) + " " + number + "  '");
        }
    },
    TEXT_BINARY("a VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + Character.toString(0x61 + number * 97) + "\\'\\\\" + number + "'");
        }
    },
    TEXT_UTF16("a VARCHAR(20) CHARACTER SET utf16 COLLATE utf16_unicode_ci", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + "aÄz\u4E2D".charAt(number % 4) + number + "\uD83D\uDE00'");
        }
    },
    TEXT_SJIS("a CHAR(10) CHARACTER SET sjis COLLATE sjis_japanese_ci", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(
                    "'\u30BD" + "\u8868aB".charAt(number % 3) + number + "'"); // both have a byte that is a backslash
        }
    },
    BYTES("a VARBINARY(20)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(String.format("X'%04X00'", number * 211 % 65_536));
        }
    },
    BYTES_PADDED("a BINARY(5)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of(String.format("X'%02X%02X'", number % 256, number / 256));
        }
    },
    DATE("a DATE", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + (number == 0 ? "0000-00-00" : LocalDate.EPOCH.plusDays(number * 13L)) + "'");
        }
    },
    DATETIME("a DATETIME(6)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            LocalDateTime time = LocalDateTime.of(1999, 12, 31, 23, 59, 59).plusNanos(number * 1_234_567_000L);
            return List.of(number == 0 ? "'0000-00-00 00:00:00'" : "'" + time + "'");
        }
    },
    TIMESTAMP("a TIMESTAMP(3)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            LocalDateTime time = LocalDateTime.of(2024, 10, 27, 0, 30).plusSeconds(number * 61L);
            return List.of("'" + time + "'");
        }
    },
    TIME("a TIME(2)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + (number % 2 == 0 ? "-" : "") + LocalTime.ofSecondOfDay(number * 17L) + "'");
        }
    },
    BITS("a BIT(40)", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("b'" + Long.toBinaryString(number * 5_000_000_011L % (1L << 40)) + "'");
        }
    },
    ENUM_AND_INT("a ENUM('z','y','x'), b SMALLINT", "PRIMARY KEY (a, b)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + "zyx".charAt(number % 3) + "'", Integer.toString(number));
        }
    },
    SET_AND_INT("a SET('z','y','x'), b SMALLINT", "PRIMARY KEY (a, b)") {
        @Override
        List<String> values(int number) {
            return List.of(Integer.toString(number % 8), Integer.toString(number));
        }
    },
    COMPOSITE(
            "a VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci, b INT, c DATETIME",
            "PRIMARY KEY (a, b DESC, c)") {
        @Override
        List<String> values(int number) {
            return List.of(
                    "'" + "aBbCé".charAt(number % 5) + "'",
                    Integer.toString(number % 7 - 3),
                    "'" + LocalDateTime.of(2020, 1, 1, 0, 0).plusHours(number) + ":00'");
        }
    },
    UUID_TEXT("a CHAR(36) CHARACTER SET ascii COLLATE ascii_general_ci", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'" + new UUID(number * 0x9E3779B97F4A7C15L, number) + "'");
        }
    },
    UUID_OF_MARIADB("a UUID", "PRIMARY KEY (a)") {
        @Override
        List<String> values(int number) {
            return List.of("'"
                    + new UUID(((number * 0x9E3779B97F4A7C15L) & ~0xF000L) | 0x1000L, 0x8000_0000_0000_0000L | number)
                    + "'");
        }

        @Override
        boolean isOn(MySqlVersion version) {
            return version == MySqlVersion.MARIADB;
        }
    },
    UNIQUE_ONLY("z INT NULL, a INT", "UNIQUE KEY other (z), UNIQUE KEY k (a)") {
        @Override
        List<String> values(int number) {
            return List.of(Integer.toString(-number));
        }
    };

    private final String columns;
    private final String key;

    KeyKind(String columns, String key) {
        this.columns = columns;
        this.key = key;
    }

    /** Returns the values of the key's columns a, b and so on, as literals; different ones for each number. */
    abstract List<String> values(int number);

    boolean isOn(MySqlVersion version) {
        return true;
    }

    static List<KeyKind> on(MySqlVersion version) {
        return Stream.of(values()).filter(kind -> kind.isOn(version)).toList();
    }

    String table() {
        return "k_" + name().toLowerCase(Locale.ROOT);
    }

    String create() {
        String notNull = columns.replaceAll("(?=, [b-z] |$)", " NOT NULL").replace("NULL NOT NULL", "NULL");
        return "CREATE TABLE " + table() + " (" + notNull + ", v BIGINT NOT NULL, note VARCHAR(200), " + key + ")";
    }

    List<String> keyColumns() {
        return List.of("a", "b", "c").subList(0, values(1).size());
    }
}
