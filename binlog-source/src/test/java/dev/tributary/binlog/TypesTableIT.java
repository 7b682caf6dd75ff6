package dev.tributary.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.ValueException;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.Capture;
import dev.tributary.binlog.internal.row.Selected;
import dev.tributary.format.JsonBuffer;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithMySql;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One test for each row of the table in {@code docs/types.md}, named as the row's first cell, of the binlog and of a SELECT. */
@WithMySql
class TypesTableIT {

    private static final Path DOCUMENT = Path.of("..", "docs", "types.md");
    private static final int JAVA_CELL = 2;

    /**
     * A value and the forms that the table promises for it.
     *
     * @param literal in SQL
     * @param object of {@code row.get}; a {@code byte[]} as the digits of {@code row.getText}
     */
    private record Value(String definition, String literal, Object object, String json, String text) {}

    private static Value value(String definition, String literal, Object object, String json, String text) {
        return new Value(definition, literal, object, json, text);
    }

    private static Map<String, List<Value>> table() {
        Map<String, List<Value>> table = new LinkedHashMap<>();
        numbers(table);
        texts(table);
        times(table);
        return table;
    }

    private static void numbers(Map<String, List<Value>> table) {
        table.put(
                "TINYINT, SMALLINT, MEDIUMINT, signed or unsigned",
                List.of(
                        value("TINYINT", "-128", -128, "-128", "-128"),
                        value("TINYINT UNSIGNED", "255", 255, "255", "255"),
                        value("SMALLINT", "-32768", -32768, "-32768", "-32768"),
                        value("SMALLINT UNSIGNED", "65535", 65535, "65535", "65535"),
                        value("MEDIUMINT", "-8388608", -8388608, "-8388608", "-8388608"),
                        value("MEDIUMINT UNSIGNED", "16777215", 16777215, "16777215", "16777215")));
        table.put(
                "INT",
                List.of(
                        value("INT", "-2147483648", Integer.MIN_VALUE, "-2147483648", "-2147483648"),
                        value("INT UNSIGNED", "4294967295", 4294967295L, "4294967295", "4294967295")));
        table.put(
                "BIGINT",
                List.of(value(
                        "BIGINT",
                        "-9223372036854775808",
                        Long.MIN_VALUE,
                        "-9223372036854775808",
                        "-9223372036854775808")));
        String most = "18446744073709551615";
        table.put("BIGINT UNSIGNED", List.of(value("BIGINT UNSIGNED", most, new BigInteger(most), quoted(most), most)));
        String decimal = "-" + "9".repeat(35) + "." + "0".repeat(29) + "1";
        table.put(
                "DECIMAL",
                List.of(
                        value("DECIMAL(65,30)", decimal, new BigDecimal(decimal), quoted(decimal), decimal),
                        value("DECIMAL(5,2)", "12.5", new BigDecimal("12.50"), "\"12.50\"", "12.50")));
        table.put(
                "FLOAT",
                List.of(
                        value("FLOAT", "0.1", 0.1f, "0.1", "0.1"),
                        value("FLOAT", "16777216", 16777216f, "16777216", "16777216")));
        table.put(
                "DOUBLE",
                List.of(
                        value("DOUBLE", "0.1", 0.1, "0.1", "0.1"),
                        value("DOUBLE", "5e-324", Double.MIN_VALUE, "5e-324", "5e-324"),
                        value("DOUBLE", "-0e0", -0.0, "-0", "-0")));
        table.put(
                "BIT(1)", List.of(value("BIT(1)", "1", true, "true", "1"), value("BIT(1)", "0", false, "false", "0")));
        table.put(
                "BIT(2) to BIT(64)",
                List.of(
                        value("BIT(2)", "3", BigInteger.valueOf(3), "\"3\"", "3"),
                        value("BIT(64)", most, new BigInteger(most), quoted(most), most)));
        table.put("YEAR", List.of(value("YEAR", "2155", 2155, "2155", "2155"), value("YEAR", "0", 0, "0", "0000")));
    }

    private static void texts(Map<String, List<Value>> table) {
        table.put(
                "CHAR, VARCHAR, TINYTEXT to LONGTEXT",
                Stream.of("CHAR(9)", "VARCHAR(9) CHARACTER SET utf16", "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT")
                        .map(definition -> value(definition, "'a\"€😀'", "a\"€😀", "\"a\\\"€😀\"", "a\"€😀"))
                        .toList());
        table.put(
                "BINARY, VARBINARY, TINYBLOB to LONGBLOB",
                Stream.of("BINARY(3)", "VARBINARY(9)", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB")
                        .map(definition -> value(definition, "x'00FF10'", "0x00FF10", "\"AP8Q\"", "0x00FF10"))
                        .toList());
        table.put(
                "ENUM",
                List.of(
                        value("ENUM('a','€')", "'€'", "€", "\"€\"", "€"),
                        value("ENUM('a','€')", "'no member'", "", "\"\"", "")));
        table.put("SET", List.of(value("SET('a','b','c')", "'c,a'", "a,c", "\"a,c\"", "a,c")));
        table.put(
                "JSON",
                List.of(value(
                        "JSON",
                        "'{\"b\":1,\"aa\":[1.0]}'",
                        "{\"b\": 1, \"aa\": [1.0]}",
                        "\"{\\\"b\\\": 1, \\\"aa\\\": [1.0]}\"",
                        "{\"b\": 1, \"aa\": [1.0]}")));
        String point = "0xE61000000101000000000000000000F03F0000000000000040";
        table.put(
                "GEOMETRY and its kinds",
                List.of(value(
                        "POINT",
                        "ST_GeomFromText('POINT(2 1)', 4326)",
                        point,
                        "\"5hAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==\"",
                        point)));
        table.put(
                "VECTOR",
                List.of(value(
                        "VECTOR(2)",
                        "STRING_TO_VECTOR('[1,-2]')",
                        "0x0000803F000000C0",
                        "\"AACAPwAAAMA=\"",
                        "0x0000803F000000C0")));
    }

    private static void times(Map<String, List<Value>> table) {
        table.put(
                "DATE",
                List.of(value("DATE", "'2024-02-29'", LocalDate.of(2024, 2, 29), "\"2024-02-29\"", "2024-02-29")));
        table.put(
                "TIME(0–6)",
                List.of(
                        value(
                                "TIME(1)",
                                "'-838:59:58.5'",
                                Duration.parse("-PT838H59M58.5S"),
                                "\"-838:59:58.5\"",
                                "-838:59:58.5"),
                        value("TIME", "'25:00:00'", Duration.ofHours(25), "\"25:00:00\"", "25:00:00")));
        table.put(
                "DATETIME(0–6)",
                List.of(value(
                        "DATETIME(3)",
                        "'2024-03-31 02:30:00.123'",
                        LocalDateTime.parse("2024-03-31T02:30:00.123"),
                        "\"2024-03-31T02:30:00.123\"",
                        "2024-03-31 02:30:00.123")));
        table.put(
                "TIMESTAMP(0–6)",
                List.of(value(
                        "TIMESTAMP(6) NULL",
                        "'2024-10-27 00:30:00.000001'",
                        Instant.parse("2024-10-27T00:30:00.000001Z"),
                        "\"2024-10-27T00:30:00.000001Z\"",
                        "2024-10-27 00:30:00.000001")));
        table.put(
                "zero and partial DATE, DATETIME, TIMESTAMP",
                List.of(
                        value("DATE", "'0000-00-00'", ValueException.class, "\"0000-00-00\"", "0000-00-00"),
                        value("DATE", "'2024-02-00'", ValueException.class, "\"2024-02-00\"", "2024-02-00"),
                        value(
                                "DATETIME(1)",
                                "'2024-00-00 01:02:03.4'",
                                ValueException.class,
                                "\"2024-00-00T01:02:03.4\"",
                                "2024-00-00 01:02:03.4"),
                        value(
                                "TIMESTAMP NULL",
                                "'0000-00-00'",
                                ValueException.class,
                                "\"0000-00-00T00:00:00Z\"",
                                "0000-00-00 00:00:00")));
    }

    private static String quoted(String digits) {
        return '"' + digits + '"';
    }

    private static List<String[]> documented() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith("| column type"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split(" *\\| *"))
                .toList();
    }

    @Test
    void eachRowOfTheDocumentHasItsTestAndNoOther() throws IOException {
        assertThat(documented())
                .extracting(cells -> cells[1])
                .filteredOn(type -> !type.startsWith("MariaDB"))
                .containsExactlyInAnyOrderElementsOf(table().keySet());
    }

    @TestFactory
    Stream<DynamicTest> eachTypeHasTheFormsThatTheDocumentPromises(MySqlServer server, MySqlDatabase database)
            throws IOException {
        Map<String, String> javaCells = new LinkedHashMap<>();
        documented().forEach(cells -> javaCells.put(cells[1], cells[JAVA_CELL]));
        Map<String, List<Value>> table = table();
        Row streamed = row(
                server, database, table.values().stream().flatMap(List::stream).toList());
        Row selected =
                Selected.rows(server, new TableId(database.name(), "t"), "1").get(0);
        int[] column = {0};
        return table.entrySet().stream().map(type -> {
            int first = column[0];
            column[0] += type.getValue().size();
            return DynamicTest.dynamicTest(type.getKey(), () -> {
                String javaCell = Objects.requireNonNull(javaCells.get(type.getKey()));
                checkType(type.getValue(), streamed, first, javaCell);
                checkType(type.getValue(), selected, first, javaCell);
            });
        });
    }

    private static Row row(MySqlServer server, MySqlDatabase database, List<Value> values) {
        Capture capture = new Capture(server);
        TransactionSet before = capture.executed();
        StringBuilder definitions = new StringBuilder();
        StringBuilder literals = new StringBuilder();
        for (Value value : values) {
            definitions.append(definitions.isEmpty() ? "" : ", ").append("c").append(literals.length());
            definitions.append(' ').append(value.definition());
            literals.append(literals.isEmpty() ? "" : ", ").append(value.literal());
        }
        try (BinlogConnection session = Capture.connect(server)) {
            session.query("USE " + database.name());
            session.query("SET time_zone = '+00:00', sql_mode = ''");
            session.query("CREATE TABLE t (" + definitions + ") CHARACTER SET utf8mb4");
            session.query("INSERT INTO t VALUES (" + literals + ")");
        }
        return Objects.requireNonNull(
                capture.changes(before, database.name()).get(0).after());
    }

    private static void checkType(List<Value> values, Row row, int first, String javaCell) {
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            assertThat(row.getText(first + i)).as(value.definition()).isEqualTo(value.text());
            JsonBuffer json = new JsonBuffer();
            row.write(first + i, json);
            assertThat(new String(json.toBytes(), StandardCharsets.UTF_8))
                    .as(value.definition())
                    .isEqualTo(value.json());
            checkObject(value, row, first + i, javaCell);
        }
    }

    private static void checkObject(Value value, Row row, int column, String javaCell) {
        if (value.object() == ValueException.class) {
            assertThat(catchThrowable(() -> row.get(column)))
                    .as(value.definition())
                    .isInstanceOf(ValueException.class);
            return;
        }
        Object object = Objects.requireNonNull(row.get(column));
        assertThat(javaCell)
                .as(value.definition())
                .contains("`" + object.getClass().getSimpleName() + "`");
        assertThat(object instanceof byte[] ? row.getText(column) : object)
                .as(value.definition())
                .isEqualTo(value.object());
    }
}
