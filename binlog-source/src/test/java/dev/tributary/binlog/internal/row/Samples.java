package dev.tributary.binlog.internal.row;

import dev.tributary.binlog.internal.row.Sample.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of every type that every server has, with the values at their bounds. */
public final class Samples {

    private Samples() {}

    public static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.addAll(numbers());
        samples.addAll(bits());
        samples.addAll(texts());
        samples.addAll(bytes());
        samples.addAll(times());
        samples.addAll(lists());
        samples.addAll(documents());
        return samples;
    }

    static List<Sample> numbers() {
        return List.of(
                Sample.plain("TINYINT", "-128", "-1", "0", "127"),
                Sample.plain("TINYINT UNSIGNED", "0", "128", "255"),
                Sample.plain("BOOLEAN", "TRUE", "FALSE"),
                Sample.plain("SMALLINT", "-32768", "-1", "32767"),
                Sample.plain("SMALLINT UNSIGNED", "0", "32768", "65535"),
                Sample.plain("MEDIUMINT", "-8388608", "-1", "8388607"),
                Sample.plain("MEDIUMINT UNSIGNED", "0", "8388608", "16777215"),
                Sample.plain("INT", "-2147483648", "-1", "2147483647"),
                Sample.plain("INT UNSIGNED", "0", "2147483648", "4294967295"),
                Sample.plain("BIGINT", "-9223372036854775808", "-1", "9223372036854775807"),
                Sample.plain("BIGINT UNSIGNED", "0", "9223372036854775808", "18446744073709551615"),
                Sample.plain("DECIMAL(1)", "-9", "0", "9"),
                Sample.plain("DECIMAL(9,9)", "-0.999999999", "0.000000001", "0"),
                Sample.plain("DECIMAL(10,2) UNSIGNED", "0", "99999999.99", "0.05"),
                Sample.plain("DECIMAL(18,9)", "-999999999.999999999", "1", "-0.1"),
                Sample.plain("DECIMAL(20,4)", "-9999999999999999.9999", "1000000000", "-0.0"),
                Sample.plain("DECIMAL(65)", "-" + "9".repeat(65), "1" + "0".repeat(64), "12"),
                Sample.plain(
                        "DECIMAL(65,30)",
                        "-" + "9".repeat(35) + "." + "9".repeat(30),
                        "0." + "0".repeat(29) + "1",
                        "123456789012345.000000000000000000000000000001"),
                Sample.of("FLOAT", Kind.FLOAT, "0", "0.1", "-3.4028234e38", "1.17549435e-38", "16777217", "1e-45"),
                Sample.of("FLOAT(7,3)", Kind.FLOAT, "1234.567", "-0.001"),
                Sample.plain(
                        "DOUBLE",
                        "0",
                        "0.1",
                        "-1.7976931348623157e308",
                        "2.2250738585072014e-308",
                        "5e-324",
                        "-0e0",
                        "2.225073858507201e-308",
                        "1.7976931348623157e308",
                        "1e14",
                        "999999999999999",
                        "1e15",
                        "1234567890123456",
                        "1e-14",
                        "1e-15",
                        "1.5e-15",
                        "1e-16",
                        "123456.789e-20",
                        "9007199254740993",
                        "2e-3",
                        "1e22",
                        "1.7976931348623157e300"),
                Sample.plain("YEAR", "0", "1901", "2155", "2026"));
    }

    /** Each length with its highest bit, all bits, and its lowest bit. */
    static List<Sample> bits() {
        return IntStream.rangeClosed(1, 64)
                .mapToObj(length -> Sample.of(
                        "BIT(" + length + ")",
                        Kind.BITS,
                        "b'1" + "0".repeat(length - 1) + "'",
                        "b'" + "1".repeat(length) + "'",
                        "1",
                        "0"))
                .toList();
    }

    static List<Sample> texts() {
        String[] words = {"", "ascii", "quote ' and \\ back", "tab\tnewline\n", "ä€😀 中文", "trailing  "};
        String[] latin = {"", "ascii", "äöüß €‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ÿ", "ab"};
        return List.of(
                Sample.quoted("CHAR(20)", words),
                Sample.quoted("CHAR(255) CHARACTER SET utf8mb4", "😀".repeat(255), "x".repeat(255), "ü"),
                Sample.quoted("CHAR(0)", ""),
                Sample.quoted("VARCHAR(20)", words),
                Sample.quoted("VARCHAR(63)", "😀".repeat(63)),
                Sample.quoted("VARCHAR(64)", "😀".repeat(64), "x"),
                Sample.quoted("VARCHAR(1000)", "😀".repeat(1000), "x".repeat(300)),
                Sample.quoted("VARCHAR(255) CHARACTER SET ascii", "", "x".repeat(255)),
                Sample.quoted("VARCHAR(256) CHARACTER SET ascii", "", "x".repeat(256)),
                Sample.quoted("CHAR(40) CHARACTER SET latin1", latin),
                Sample.quoted("VARCHAR(40) CHARACTER SET latin1", latin),
                Sample.quoted("TEXT CHARACTER SET latin1", latin),
                Sample.quoted("VARCHAR(20) CHARACTER SET utf8mb3", "ä€ 中文", "plain"),
                Sample.quoted("VARCHAR(20) CHARACTER SET utf16", "ä€😀", "plain"),
                Sample.quoted("VARCHAR(20) COLLATE utf8mb4_bin", words),
                Sample.quoted("TINYTEXT", "x".repeat(255), ""),
                Sample.quoted("TEXT", words),
                Sample.plain("MEDIUMTEXT", "REPEAT('€', 30000)", "'x'"),
                Sample.plain("LONGTEXT", "REPEAT('ab€', 30000)", "''"));
    }

    static List<Sample> bytes() {
        return List.of(
                Sample.of("BINARY(4)", Kind.BYTES, "x'00000000'", "x'01'", "x'ff00ff00'", "''"),
                Sample.of("BINARY(255)", Kind.BYTES, "REPEAT('a', 255)", "x'00'"),
                Sample.of("VARBINARY(4)", Kind.BYTES, "x'0000'", "x''", "x'ffffffff'"),
                Sample.of("VARBINARY(300)", Kind.BYTES, "REPEAT(x'80', 300)", "x'00'"),
                Sample.of("TINYBLOB", Kind.BYTES, "REPEAT(x'ff', 255)", "''"),
                Sample.of("BLOB", Kind.BYTES, "REPEAT(x'00', 1000)", "x'01'"),
                Sample.of("MEDIUMBLOB", Kind.BYTES, "REPEAT('a', 70000)", "x'01'"),
                Sample.of("LONGBLOB", Kind.BYTES, "REPEAT(x'fe', 70000)", "''"),
                Sample.of("GEOMETRY", Kind.BYTES, "ST_GeomFromText('POINT(1 2)', 4326)", "POINT(3,4)"),
                Sample.of("POLYGON", Kind.BYTES, "ST_GeomFromText('POLYGON((0 0,0 3,3 3,0 0))')"));
    }

    static List<Sample> times() {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.quoted(
                "DATE", "1000-01-01", "9999-12-31", "0000-00-00", "2024-02-00", "2024-00-00", "0001-01-01"));
        for (int scale = 0; scale <= 6; scale++) {
            samples.add(Sample.quoted(
                    "TIME(" + scale + ")",
                    "-838:59:59",
                    "838:59:59",
                    "838:59:58.999999",
                    "-838:59:59.999999",
                    "00:00:00",
                    "-00:00:01.500000",
                    "-00:00:00.100000",
                    "-100:00:00.990099",
                    "23:59:59.123456"));
            samples.add(Sample.quoted(
                    "DATETIME(" + scale + ")",
                    "1000-01-01 00:00:00",
                    "9999-12-31 23:59:59",
                    "0000-00-00 00:00:00",
                    "2024-00-00 01:02:03",
                    "2024-03-31 02:30:00.123456",
                    "2024-02-29 12:00:00.900009"));
            samples.add(Sample.quoted(
                    "TIMESTAMP(" + scale + ") NULL",
                    "1970-01-01 00:00:01",
                    "2038-01-19 03:14:07",
                    "0000-00-00 00:00:00",
                    "2024-03-31 01:30:00.123456",
                    "2024-10-27 00:30:00.900009"));
        }
        return samples;
    }

    static List<Sample> lists() {
        String many = IntStream.range(0, 300).mapToObj(i -> "'m" + i + "'").collect(Collectors.joining(","));
        String sixtyFour = IntStream.range(0, 64).mapToObj(i -> "'s" + i + "'").collect(Collectors.joining(","));
        String all = IntStream.range(0, 64).mapToObj(i -> "s" + i).collect(Collectors.joining(","));
        return List.of(
                Sample.quoted("ENUM('a','b','it''s','comma,','')", "a", "it's", "comma,", "no member"),
                Sample.quoted("ENUM('ä','€') CHARACTER SET latin1", "ä", "€"),
                Sample.quoted("ENUM(" + many + ")", "m0", "m254", "m255", "m256", "m299"),
                Sample.quoted("SET('a','b','it''s')", "", "a", "a,it's", "b,a"),
                Sample.quoted("SET('ä','€') CHARACTER SET latin1", "ä,€", "€"),
                Sample.quoted("SET(" + sixtyFour + ")", "", "s63", "s0,s63", all));
    }

    static List<Sample> documents() {
        String[] documents = {
            "null",
            "true",
            "[]",
            "{}",
            "\"\"",
            "{\"b\": 1, \"a\": 2, \"cc\": 3, \"\": 4}",
            "[1, -1, 32767, 32768, -32768, -32769, 65535, 65536, 2147483647, 2147483648, -2147483649]",
            "[4294967295, 4294967296, 9223372036854775807, 9223372036854775808, 18446744073709551615]",
            "[0.0, -0.0, 1.0, 0.1, 1e15, 1e14, 1e-15, 1.5e300, 123456789.125, 5e-324, 1e16, 12345678901234567890]",
            "\"quote \\\" back \\\\ slash / tab \\t \\u0001 \\u001f \\b\\f\\n\\r ä€😀 \\u007f\"",
            "{\"a\": {\"b\": [1, {\"c\": [[], {}]}]}, \"ä\": \"ö\"}",
            "{\"k\\\"ey\": null, \"t\": true, \"f\": false}"
        };
        Sample given = Sample.quoted("JSON", documents);
        List<String> literals = new ArrayList<>(given.literals());
        literals.addAll(Arrays.asList(
                "JSON_ARRAY(CAST('2024-02-29' AS DATE), CAST('-838:59:59.5' AS TIME(6)), CAST('2024-02-29 01:02:03.000004'"
                        + " AS DATETIME(6)), CAST('2024-02-29 01:02:03' AS DATETIME))",
                "JSON_ARRAY(1.50, -0.000000001, CAST('12345678901234567890.123456789' AS DECIMAL(65,30)), 3.0e0, 0.1e0)",
                "JSON_ARRAY(x'00ff10', b'101', CAST(REPEAT('b', 200) AS BINARY), '')",
                "JSON_ARRAY(CAST(2024 AS YEAR), POINT(1, 2))",
                "CAST(POINT(1, 2) AS JSON)",
                "JSON_ARRAY(REPEAT('x', 127), REPEAT('y', 128), REPEAT('€', 20000))",
                "JSON_OBJECT('big', REPEAT('z', 70000), 'small', 1, 'nested', JSON_ARRAY(70000, -70000, 1, NULL))",
                "CAST(CONCAT(REPEAT('[', 100), REPEAT(']', 100)) AS JSON)"));
        return List.of(new Sample("JSON", Kind.PLAIN, literals));
    }

    /** What only servers since version 9 have. */
    public static List<Sample> since9() {
        return List.of(
                Sample.of("VECTOR(3)", Kind.BYTES, "STRING_TO_VECTOR('[1, -2.5, 3e38]')", "STRING_TO_VECTOR('[0]')"));
    }

    /** What MariaDB has, where JSON is a name for a type of text. */
    public static List<Sample> ofMariaDb() {
        List<Sample> samples = new ArrayList<>(all());
        samples.removeIf(sample -> sample.definition().equals("JSON"));
        samples.add(Sample.quoted("JSON", "{\"b\":  1, \"a\": [1.50, \"ä\"]}", "null"));
        samples.addAll(List.of(
                Sample.quoted(
                        "UUID",
                        "123e4567-e89b-12d3-a456-426655440000",
                        "00000000-0000-0000-0000-000000000000",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff",
                        "01890a5d-ac96-774b-bcce-b302099a8057",
                        "f81d4fae-7dec-41d0-8765-00a0c91e6b00"),
                Sample.quoted("INET4", "0.0.0.0", "255.255.255.255", "10.0.0.0", "192.168.1.7"),
                Sample.quoted(
                        "INET6",
                        "::",
                        "::1",
                        "::1.2.3.4",
                        "::ffff:192.168.0.1",
                        "2001:db8::",
                        "2001:db8:0:0:1:0:0:1",
                        "fe80::1:0:0:1",
                        "1:0:2:0:3:0:4:0",
                        "1:2:3:4:5:6:7:8"),
                Sample.plain("VARCHAR(300) COMPRESSED", "''", "'short'", "REPEAT('long ä ', 40)"),
                Sample.plain("VARCHAR(100) COMPRESSED CHARACTER SET latin1", "''", "'short'", "REPEAT('a', 100)"),
                Sample.plain("TEXT COMPRESSED", "''", "'short'", "REPEAT('long ä ', 900)"),
                Sample.of("MEDIUMBLOB COMPRESSED", Kind.BYTES, "''", "x'00ff'", "REPEAT(x'00ff', 50000)"),
                Sample.of("VARBINARY(200) COMPRESSED", Kind.BYTES, "''", "x'00'", "REPEAT(x'80', 200)")));
        return samples;
    }

    /** Dates and times with each number of fractional digits, whatever form the server stores them in. */
    public static List<Sample> datesAndTimes() {
        List<Sample> samples = new ArrayList<>();
        for (int digits = 0; digits <= 6; digits++) {
            samples.add(Sample.quoted(
                    "TIME(" + digits + ")",
                    "-838:59:59.999999",
                    "838:59:59.999999",
                    "-00:00:00.000001",
                    "-00:00:00.9",
                    "00:00:00",
                    "12:34:56.789012",
                    "-100:00:01"));
            samples.add(Sample.quoted(
                    "DATETIME(" + digits + ")",
                    "0000-00-00",
                    "2024-00-00 01:02:03.456789",
                    "2024-02-00 23:00:59.000001",
                    "9999-12-31 23:59:59.999999",
                    "1000-01-01",
                    "2024-02-29 12:34:56.789012",
                    "0000-00-00 23:59:59.9"));
            samples.add(Sample.quoted(
                    "TIMESTAMP(" + digits + ") NULL",
                    "1970-01-01 00:00:01",
                    "2038-01-19 03:14:07.999999",
                    "0000-00-00",
                    "2024-10-27 00:30:00.000001",
                    "2024-03-31 02:30:00.9"));
        }
        return samples;
    }
}
