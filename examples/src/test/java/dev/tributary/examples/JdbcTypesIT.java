package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What the last column of the table in {@code docs/types.md} promises: one test for each row, named as its first cell. Values
 * go from a table through the JDBC sink into a table of the same definition, of which the server then says the same.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdbcTypesIT {

    private static final Path DOCUMENT = Path.of("..", "docs", "types.md");
    private static final Duration CATCH_UP = Duration.ofMinutes(1);
    private static final String MOST = "18446744073709551615";

    private static final String AS_IT_IS = "%s";
    private static final String BITS = "%s + 0";

    /** The server prints a FLOAT with six digits unless it is made a DOUBLE, which has the same value. */
    private static final String FLOAT = "%s * 1e0";

    private static final String BYTES = "HEX(%s)";
    private static final String SHAPE = "CONCAT(ST_SRID(%1$s), ' ', ST_AsText(%1$s), ' ', HEX(%1$s))";

    /** A column, how the server is asked for the text of a value, and values, in SQL. */
    private record Sample(String definition, String question, List<String> literals) {

        String literal(int row) {
            return row < literals.size() ? literals.get(row) : "NULL";
        }
    }

    private static Sample sample(String definition, String question, String... literals) {
        return new Sample(definition, question, List.of(literals));
    }

    private static Map<String, List<Sample>> table() {
        Map<String, List<Sample>> table = new LinkedHashMap<>();
        numbers(table);
        texts(table);
        times(table);
        return table;
    }

    private static void numbers(Map<String, List<Sample>> table) {
        table.put(
                "TINYINT, SMALLINT, MEDIUMINT, signed or unsigned",
                List.of(
                        sample("TINYINT", AS_IT_IS, "-128", "127"),
                        sample("TINYINT UNSIGNED", AS_IT_IS, "255", "0"),
                        sample("SMALLINT", AS_IT_IS, "-32768", "32767"),
                        sample("SMALLINT UNSIGNED", AS_IT_IS, "65535", "0"),
                        sample("MEDIUMINT", AS_IT_IS, "-8388608", "8388607"),
                        sample("MEDIUMINT UNSIGNED", AS_IT_IS, "16777215", "0")));
        table.put(
                "INT",
                List.of(
                        sample("INT", AS_IT_IS, "-2147483648", "2147483647"),
                        sample("INT UNSIGNED", AS_IT_IS, "4294967295", "0")));
        table.put("BIGINT", List.of(sample("BIGINT", AS_IT_IS, "-9223372036854775808", "9223372036854775807")));
        table.put(
                "BIGINT UNSIGNED",
                List.of(sample("BIGINT UNSIGNED", AS_IT_IS, MOST, "9223372036854775808", "9223372036854775807")));
        table.put(
                "DECIMAL",
                List.of(
                        sample(
                                "DECIMAL(65,30)",
                                AS_IT_IS,
                                "-" + "9".repeat(35) + "." + "9".repeat(30),
                                "0." + "0".repeat(29) + "1",
                                "0"),
                        sample("DECIMAL(65)", AS_IT_IS, "9".repeat(65), "-1"),
                        sample("DECIMAL(5,2) UNSIGNED", AS_IT_IS, "12.5", "999.99")));
        table.put(
                "FLOAT",
                List.of(sample("FLOAT", FLOAT, "0.1", "-3.4028234e38", "1.17549435e-38", "16777217", "1e-45", "-0e0")));
        table.put(
                "DOUBLE",
                List.of(sample(
                        "DOUBLE", AS_IT_IS, "0.1", "-1.7976931348623157e308", "5e-324", "-0e0", "9007199254740993")));
        table.put("BIT(1)", List.of(sample("BIT(1)", BITS, "1", "0")));
        table.put("BIT(2) to BIT(64)", List.of(sample("BIT(2)", BITS, "3", "0"), sample("BIT(64)", BITS, MOST, "1")));
        table.put("YEAR", List.of(sample("YEAR", AS_IT_IS, "2155", "0", "1901")));
    }

    private static void texts(Map<String, List<Sample>> table) {
        String[] words = {"'a\"€😀'", "''", "'it''s \\\\ \n\\0'", "' x  '"};
        table.put(
                "CHAR, VARCHAR, TINYTEXT to LONGTEXT",
                Stream.of("CHAR(12)", "VARCHAR(12) CHARACTER SET utf16", "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT")
                        .map(definition -> sample(definition, BYTES, words))
                        .toList());
        table.put(
                "BINARY, VARBINARY, TINYBLOB to LONGBLOB",
                Stream.of("BINARY(3)", "VARBINARY(9)", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB")
                        .map(definition -> sample(definition, BYTES, "x'00FF10'", "x''", "x'5C27'"))
                        .toList());
        table.put("ENUM", List.of(sample("ENUM('a','€','it''s','')", AS_IT_IS, "'€'", "'it''s'", "''")));
        table.put("SET", List.of(sample("SET('a','b','c')", AS_IT_IS, "'c,a'", "''", "'a,b,c'")));
        table.put(
                "JSON",
                List.of(sample(
                        "JSON",
                        AS_IT_IS,
                        "'{\"b\":1,\"aa\":[1.0, 18446744073709551615, -0.0, 1e300]}'",
                        "'\"quote \\\\\" \\\\u0001 😀\"'",
                        "'null'")));
        table.put(
                "GEOMETRY and its kinds",
                List.of(
                        sample(
                                "GEOMETRY",
                                SHAPE,
                                "ST_GeomFromText('POINT(2 1)', 4326)",
                                "ST_GeomFromText('POLYGON((0 0,0 3,3 3,0 0))')"),
                        sample("POINT", SHAPE, "ST_GeomFromText('POINT(2 1)', 4326)", "POINT(3, 4)"),
                        sample(
                                "GEOMETRYCOLLECTION",
                                SHAPE,
                                "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))', 3857)")));
        table.put(
                "VECTOR",
                List.of(sample("VECTOR(2)", BYTES, "STRING_TO_VECTOR('[1,-2.5]')", "STRING_TO_VECTOR('[3e38]')")));
    }

    private static void times(Map<String, List<Sample>> table) {
        table.put("DATE", List.of(sample("DATE", AS_IT_IS, "'2024-02-29'", "'1000-01-01'", "'9999-12-31'")));
        table.put(
                "TIME(0–6)",
                List.of(
                        sample("TIME(6)", AS_IT_IS, "'-838:59:59.999999'", "'838:59:58.999999'", "'-00:00:00.000001'"),
                        sample("TIME", AS_IT_IS, "'25:00:00'", "'-838:59:59'", "'00:00:00'")));
        table.put(
                "DATETIME(0–6)",
                List.of(
                        sample("DATETIME(6)", AS_IT_IS, "'2024-03-31 02:30:00.000001'", "'9999-12-31 23:59:59.999999'"),
                        sample("DATETIME", AS_IT_IS, "'2024-10-27 02:30:00'", "'1000-01-01 00:00:00'")));
        table.put(
                "TIMESTAMP(0–6)",
                List.of(
                        sample("TIMESTAMP(6) NULL", AS_IT_IS, "'2024-10-27 00:30:00.000001'", "'2024-10-27 01:30:00'"),
                        sample("TIMESTAMP NULL", AS_IT_IS, "'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'")));
        table.put(
                "zero and partial DATE, DATETIME, TIMESTAMP",
                List.of(
                        sample("DATE", AS_IT_IS, "'0000-00-00'", "'2024-02-00'", "'2024-00-00'", "'2024-02-31'"),
                        sample("DATETIME(1)", AS_IT_IS, "'2024-00-00 01:02:03.4'", "'0000-00-00'"),
                        sample("TIMESTAMP(3) NULL", AS_IT_IS, "'0000-00-00'", "'0000-00-00'")));
    }

    private static List<String> documented() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.startsWith("| column type"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> line.split("\\|", -1)[1].strip())
                .toList();
    }

    @Test
    void eachRowOfTheDocumentHasItsTestAndNoOther() throws IOException {
        assertThat(documented()).containsExactlyInAnyOrderElementsOf(table().keySet());
    }

    @TestFactory
    Stream<DynamicTest> whatTheSinkWritesIsWhatTheSourceHad() throws InterruptedException {
        List<Sample> samples = table().values().stream().flatMap(List::stream).toList();
        MySqlServer server = SharedServers.mySql(MySqlVersion.V9);
        List<List<@Nullable Object>> source;
        List<List<@Nullable Object>> target;
        try (MySqlDatabase from = server.newDatabase("types_from");
                MySqlDatabase to = server.newDatabase("types_to")) {
            copy(samples, from, to);
            source = from.query(question(samples));
            target = to.query(question(samples));
        }
        int[] next = {0};
        return table().entrySet().stream().map(type -> {
            int first = next[0];
            next[0] += type.getValue().size();
            return DynamicTest.dynamicTest(
                    type.getKey(), () -> compare(type.getValue(), columns(source, first), columns(target, first)));
        });
    }

    private static void copy(List<Sample> samples, MySqlDatabase from, MySqlDatabase to) throws InterruptedException {
        String create = "CREATE TABLE t (id INT PRIMARY KEY, "
                + list(samples, (sample, i) -> "c" + i + " " + sample.definition()) + ") CHARACTER SET utf8mb4";
        from.execute(create);
        to.execute(create);
        Pipeline pipeline = Pipeline.named("types")
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(from.server().host(), from.server().port())
                        .credentials(
                                from.server().rootUser(),
                                Secret.of(from.server().rootPassword()))
                        .tables(from.table("t"))
                        .startFrom(StartFrom.now())
                        .build())
                .to(JdbcSink.changeEvents(to.dataSource()).table("{table}").build())
                .build();
        try (RunningPipeline running = pipeline.start()) {
            assertThat(running.awaitCaughtUp(CATCH_UP)).isTrue();
            List<String> statements = new ArrayList<>(List.of(
                    // What the server takes by default is less than what its columns can hold.
                    "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'", "INSERT INTO t (id) VALUES (0)"));
            for (int row = 0; row < rows(samples); row++) {
                int index = row;
                statements.add("INSERT INTO t VALUES (" + (index + 1) + ", "
                        + list(samples, (sample, i) -> sample.literal(index)) + ")");
            }
            // What an insert writes, an update does too.
            statements.add("UPDATE t, (SELECT * FROM t WHERE id = 1) AS other SET "
                    + list(samples, (sample, i) -> "t.c" + i + " = other.c" + i) + " WHERE t.id = 0");
            from.execute(statements.toArray(String[]::new));
            assertThat(running.awaitCaughtUp(CATCH_UP)).isTrue();
        }
    }

    private static int rows(List<Sample> samples) {
        return samples.stream()
                .mapToInt(sample -> sample.literals().size())
                .max()
                .orElseThrow();
    }

    private interface Part {
        String of(Sample sample, int index);
    }

    private static String list(List<Sample> samples, Part part) {
        return IntStream.range(0, samples.size())
                .mapToObj(i -> part.of(samples.get(i), i))
                .collect(Collectors.joining(", "));
    }

    private static String question(List<Sample> samples) {
        return "SELECT "
                + list(samples, (sample, i) -> "CAST(" + sample.question().formatted("c" + i) + " AS CHAR)")
                + " FROM t ORDER BY id";
    }

    private static List<List<@Nullable Object>> columns(List<List<@Nullable Object>> rows, int first) {
        return rows.stream().map(row -> row.subList(first, row.size())).toList();
    }

    private static void compare(
            List<Sample> samples, List<List<@Nullable Object>> source, List<List<@Nullable Object>> target) {
        assertThat(target).hasSameSizeAs(source);
        for (int column = 0; column < samples.size(); column++) {
            for (int row = 0; row < source.size(); row++) {
                Object expected = source.get(row).get(column);
                assertThat(target.get(row).get(column))
                        .as("%s, row %d", samples.get(column).definition(), row)
                        .isEqualTo(expected);
                boolean given =
                        row == 0 || row <= samples.get(column).literals().size();
                assertThat(expected != null).isEqualTo(given);
            }
        }
    }
}
