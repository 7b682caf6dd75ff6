package dev.tributary.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.internal.ArrayRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class EnvelopeTest {

    private static final TableSchema ORDERS = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(new Column("id", ColumnType.parse("bigint unsigned"), false), Column.of("note", "varchar(100)")),
            List.of("id"));
    private static final Transaction TRANSACTION = Transaction.of(
            7,
            "3e11fa47-71ca-11e1-9e33-c80aa9429562:23",
            "binlog.000003",
            1000,
            Instant.parse("2024-01-31T23:59:59.123456Z"));
    private static final BinlogOrigin ORIGIN = new BinlogOrigin(RowsEvent.of(TRANSACTION, 1234, 3), 5, false);

    private final EnvelopeWriter writer =
            new EnvelopeWriter("orders", InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_200L)));
    private final EnvelopeReader reader = new EnvelopeReader();

    @Test
    void writesTheEnvelopeThatOthersRead() {
        Row before = Row.of(ORDERS, new BigInteger("18446744073709551615"), "a \"b\"\n");
        ChangeEvent event = ChangeEvent.update(before, before.with("note", null), ORIGIN);

        assertThat(text(writer.write(event)))
                .isEqualTo("{\"before\":{\"id\":\"18446744073709551615\",\"note\":\"a \\\"b\\\"\\n\"},"
                        + "\"after\":{\"id\":\"18446744073709551615\",\"note\":null},"
                        + "\"source\":{\"version\":\"unreleased\",\"connector\":\"mysql\",\"name\":\"orders\","
                        + "\"ts_ms\":1706745599123,\"ts_us\":1706745599123456,\"snapshot\":\"false\","
                        + "\"db\":\"shop\",\"table\":\"orders\",\"server_id\":7,"
                        + "\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23\","
                        + "\"file\":\"binlog.000003\",\"begin_pos\":1000,\"pos\":1234,\"event\":3,\"row\":5},"
                        + "\"op\":\"u\",\"ts_ms\":1700000000200}");
        assertThat(text(writer.writeKey(event.key()))).isEqualTo("{\"id\":\"18446744073709551615\"}");
    }

    @Test
    void leavesOutAbsentColumns() {
        Row key = Row.of(ORDERS, Map.of("id", BigInteger.ONE));
        ChangeEvent event = ChangeEvent.delete(key, ORIGIN);

        assertThat(text(writer.write(event))).startsWith("{\"before\":{\"id\":\"1\"},\"after\":null,");
        assertThat(roundTrip(event)).isEqualTo(event);
    }

    @Test
    void writesAKeyOfSeveralColumnsInTheOrderOfTheKey() {
        TableSchema schema = TableSchema.of(
                new TableId("shop", "items"),
                List.of(Column.of("a", "int"), Column.of("b", "int"), Column.of("c", "date")),
                List.of("c", "a"));
        Row row = Row.of(schema, 1, 2, LocalDate.of(2024, 1, 31));

        assertThat(text(writer.writeKey(RowKey.of(row)))).isEqualTo("{\"c\":\"2024-01-31\",\"a\":1}");
    }

    @Test
    void restoresEachOperation() {
        Row row = Row.of(ORDERS, BigInteger.ONE, "x");
        for (ChangeEvent event : List.of(
                ChangeEvent.snapshot(row, BinlogOrigin.ofSnapshot(ORIGIN.event(), 5)),
                ChangeEvent.insert(row, ORIGIN),
                ChangeEvent.update(row, row.with("note", "y"), ORIGIN),
                ChangeEvent.delete(row, ORIGIN))) {
            assertThat(roundTrip(event)).isEqualTo(event);
        }
    }

    @Test
    void marksRowsOfASnapshotAndRestoresThoseOfSomeColumns() {
        Row part = Row.of(ORDERS, Map.of("id", BigInteger.ONE));
        Transaction boundary = Transaction.of(7, "binlog.000003", 1000, Instant.EPOCH);
        BinlogOrigin origin = BinlogOrigin.ofSnapshot(RowsEvent.of(boundary, 1000, 12), 3);
        ChangeEvent event = ChangeEvent.snapshot(part, origin);

        assertThat(text(writer.write(event)))
                .startsWith("{\"before\":null,\"after\":{\"id\":\"1\"},")
                .contains("\"snapshot\":\"true\"", "\"gtid\":null", "\"event\":12,\"row\":3}", "\"op\":\"r\"");
        assertThat(text(writer.write(ChangeEvent.insert(part, origin)))).contains("\"snapshot\":\"false\"");
        assertThat(roundTrip(event)).isEqualTo(event);
    }

    @Test
    void restoresAnOriginWithoutGtid() {
        Transaction plain = Transaction.of(4_294_967_295L, "a \"b\".000001", 4, Instant.EPOCH);
        ChangeEvent event = ChangeEvent.insert(
                Row.of(ORDERS, BigInteger.ONE, ""), new BinlogOrigin(RowsEvent.of(plain, 1, 0), 0, true));

        assertThat(roundTrip(event)).isEqualTo(event);
    }

    @Test
    void restoresTheStatementAndTheEndOfATransaction() {
        RowsEvent event = RowsEvent.of(TRANSACTION, 1234, 3).withStatement("UPDATE orders SET note = \"x\"");
        ChangeEvent change = ChangeEvent.insert(Row.of(ORDERS, BigInteger.ONE, ""), new BinlogOrigin(event, 2, true));

        ChangeEvent restored = roundTrip(change);

        assertThat(restored).isEqualTo(change);
        assertThat(restored.origin().event().statement()).contains("UPDATE orders SET note = \"x\"");
        assertThat(restored.origin().isLastOfTransaction()).isTrue();
    }

    @Test
    void eventsOfOneTransactionShareItAndTheirSchema() {
        ChangeEvent first = roundTrip(ChangeEvent.insert(Row.of(ORDERS, BigInteger.ONE, "x"), ORIGIN));
        ChangeEvent second = roundTrip(ChangeEvent.insert(Row.of(ORDERS, BigInteger.TWO, "y"), ORIGIN));

        assertThat(second.origin().transaction()).isSameAs(first.origin().transaction());
        assertThat(second.schema()).isSameAs(first.schema());
    }

    static Stream<ColumnValue> boundaries() {
        return Stream.of(
                        of("tinyint", -128, 127, 0),
                        of("smallint unsigned", 0, 65535),
                        of("mediumint", -8388608, 8388607),
                        of("int", Integer.MIN_VALUE, Integer.MAX_VALUE),
                        of("int unsigned", 0L, 4294967295L),
                        of("bigint", Long.MIN_VALUE, Long.MAX_VALUE, -1L, 9L, 10L, -10L, 99L, 100L),
                        of(
                                "bigint unsigned",
                                BigInteger.ZERO,
                                BigInteger.TWO.pow(64).subtract(BigInteger.ONE),
                                BigInteger.TWO.pow(63)),
                        of("decimal(65,0)", new BigDecimal("-" + "9".repeat(65))),
                        of(
                                "decimal(65,30)",
                                new BigDecimal("9".repeat(35) + "." + "9".repeat(30)),
                                new BigDecimal("-0." + "0".repeat(29) + "1"),
                                BigDecimal.ZERO.setScale(30)),
                        of("float", Float.MIN_VALUE, Float.MAX_VALUE, -0f, 0.1f, 16777216f),
                        of("double", Double.MIN_VALUE, Double.MAX_VALUE, -0d, 0.1, 2e-3, 1e22, 9007199254740991d),
                        of("bit(1)", true, false),
                        of("bit(2)", BigInteger.valueOf(3), BigInteger.ZERO),
                        of("bit(64)", BigInteger.TWO.pow(64).subtract(BigInteger.ONE)),
                        of("char(10)", "", "ä€😀"),
                        of("varchar(10)", "\u0000\u0001\u001f\u007f\u0080\"\\/", "\u2028\u2029", "\ud800", "\udc00x"),
                        of("longtext", "x".repeat(100_000) + "\"" + "€".repeat(1000)),
                        of("binary(2)", new byte[] {0, -1}, new byte[] {}, new byte[] {1}, new byte[] {1, 2, 3}),
                        of("date", LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), LocalDate.of(2024, 2, 29)),
                        of(
                                "time",
                                Duration.ofSeconds(-(838 * 3600 + 59 * 60 + 59)),
                                Duration.ZERO,
                                Duration.ofSeconds(3020399)),
                        of("time(6)", Duration.ofSeconds(3020398, 999_999_000), Duration.ofNanos(-1000)),
                        of("time(1)", Duration.ofMillis(100)),
                        of("datetime", LocalDateTime.of(1000, 1, 1, 0, 0), LocalDateTime.of(9999, 12, 31, 23, 59, 59)),
                        of("datetime(6)", LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1000)),
                        of("timestamp", Instant.ofEpochSecond(1), Instant.ofEpochSecond(Integer.MAX_VALUE)),
                        of("timestamp(6)", Instant.parse("2038-01-19T03:14:07.999999Z")),
                        of("timestamp(3)", Instant.ofEpochSecond(0, 1_000_000)),
                        of("year", 0, 1901, 2155),
                        of("enum('a','b')", "a", ""),
                        of("set('a','b')", "a,b", ""),
                        of("json", "{\"a\": [1, \"b\\n\"]}"),
                        of("geometry", new byte[] {0, 0, 0, 0, 1}),
                        of("vector(1)", new byte[] {0, 0, -128, 63}),
                        of("uuid", "123e4567-e89b-12d3-a456-426655440000"),
                        of("inet4", "192.0.2.1"),
                        of("inet6", "2001:db8::ff00:42:8329"))
                .flatMap(values -> values);
    }

    private static Stream<ColumnValue> of(String type, Object... values) {
        return Stream.of(values).map(value -> new ColumnValue(ColumnType.parse(type), value));
    }

    record ColumnValue(ColumnType type, Object value) {
        TableSchema schema() {
            return TableSchema.of(new TableId("d", "t"), List.of(new Column("c", type, true)), List.of());
        }

        @Override
        public String toString() {
            return type.toString();
        }
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    void restoresTheBoundaryValue(ColumnValue boundary) {
        ChangeEvent event = ChangeEvent.insert(Row.of(boundary.schema(), boundary.value()), ORIGIN);

        ChangeEvent restored = roundTrip(event);

        assertThat(restored).isEqualTo(event);
        assertThat(restored.row().get(0)).isEqualTo(event.row().get(0));
    }

    @Test
    void hasABoundaryValueOfEachType() {
        assertThat(boundaries().map(boundary -> boundary.type().sqlType()))
                .containsAll(Stream.of(dev.tributary.SqlType.values())
                        .filter(type -> !type.isText() && !type.isBinary())
                        .toList());
        assertThat(RandomRows.types().stream().map(ColumnType::sqlType))
                .containsAll(List.of(dev.tributary.SqlType.values()));
    }

    @ParameterizedTest
    @CsvSource({
        "date, 0, 0, 0, 0, 0000-00-00",
        "date, 2024, 2, 31, 0, 2024-02-31",
        "date, 2024, 0, 0, 0, 2024-00-00",
        "datetime, 0, 0, 0, 0, 0000-00-00T00:00:00",
        "datetime(3), 2024, 2, 31, 23, 2024-02-31T23:00:00.000",
        "timestamp, 0, 0, 0, 0, 0000-00-00T00:00:00Z",
        "timestamp(6), 0, 0, 0, 0, 0000-00-00T00:00:00.000000Z"
    })
    void keepsADateThatNoCalendarHas(String type, int year, int month, int day, int hour, String form) {
        ColumnValue column = new ColumnValue(ColumnType.parse(type), "");
        Row row = new ArrayRow.Builder(column.schema())
                .setFields(0, year, month, day, hour, 0, 0, 0)
                .build();
        ChangeEvent event = ChangeEvent.insert(row, ORIGIN);

        assertThat(text(writer.write(event))).contains("\"c\":\"" + form + "\"");
        assertThat(roundTrip(event)).isEqualTo(event);
        assertThat(roundTrip(event).row().getText(0)).isEqualTo(row.getText(0));
    }

    @RepeatedTest(200)
    void restoresRowsMadeByChance() {
        long seed = new Random().nextLong();
        RandomRows random = new RandomRows(seed);
        TableSchema schema = random.schema();
        ChangeEvent event = ChangeEvent.update(random.row(schema), random.row(schema), ORIGIN);

        byte[] json = writer.write(event);

        assertThat(reader.read(json, writer.schema(schema))).as("seed " + seed).isEqualTo(event);
        assertThat(tokens(json)).as("seed " + seed).isGreaterThan(10);
        assertThat(SchemaHeader.parse(SchemaHeader.encode(schema)))
                .as("seed " + seed)
                .isEqualTo(schema);
    }

    @Test
    void textIsWrittenAloneWhateverLiesBesideIt() {
        String beside = "\"\\\n\u0001plain and long\"\\";
        for (String escape : List.of("x", "\"", "\n")) {
            for (int length = 0; length < 40; length++) {
                for (int behind = 0; behind < beside.length(); behind++) {
                    String text = "y".repeat(length) + escape;
                    byte[] utf8 = (beside + text + beside.substring(0, behind)).getBytes(StandardCharsets.UTF_8);
                    JsonBuffer json = new JsonBuffer();

                    json.writeUtf8(utf8, beside.length(), text.length());

                    assertThat(new String(json.raw('!').toBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("\"" + text.replace("\"", "\\\"").replace("\n", "\\n") + "\"!");
                }
            }
        }
    }

    @Test
    void integersAreWrittenInAllTheirDigits() {
        for (int shift = 0; shift < Long.SIZE; shift++) {
            writesDigits((1L << shift) - 1);
            writesDigits(1L << shift);
        }
        for (long power = 1; power <= Long.MAX_VALUE / 10; power *= 10) {
            writesDigits(power);
            writesDigits(power - 1);
            writesDigits(10 * power - 1);
            writesDigits(10 * power);
        }
    }

    private static void writesDigits(long value) {
        assertThat(new String(new JsonBuffer().number(value).toBytes(), StandardCharsets.UTF_8))
                .isEqualTo(Long.toString(value));
    }

    @RepeatedTest(20)
    void utf8AndTextAreEscapedAlike() {
        long seed = new Random().nextLong();
        RandomRows random = new RandomRows(seed);
        String text = random.schema().table().database() + "\"\\\u0001€";
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // A random text may hold half a surrogate pair, which UTF-8 has no form for.
        String wellFormed = new String(utf8, StandardCharsets.UTF_8);
        JsonBuffer json = new JsonBuffer();

        json.writeUtf8(utf8, 0, utf8.length);

        assertThat(json.toBytes())
                .as("seed " + seed)
                .isEqualTo(new JsonBuffer().string(wellFormed).toBytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int             | "x"                  | has text at byte *: expected an integer
            int             | 2147483648           | expected an integer of 32 bits
            bigint          | 1.5                  | has a number at byte *: expected an integer
            bigint unsigned | true                 | has a boolean at byte *: expected a number
            bigint unsigned | "-1"                 | expected text of digits
            decimal(5,2)    | "12.x"               | expected text of digits
            date            | "2024-1-1"           | expected a date such as "2024-01-31"
            date            | "2024-13-01"         | expected a date such as "2024-01-31"
            date            | "2024-01-01T"        | expected a date such as "2024-01-31"
            datetime        | "2024-01-01"         | expected a time such as
            timestamp       | "2024-01-01T00:00:00" | expected a moment such as
            time            | "12"                 | expected a span such as
            time            | "12:00:00."          | expected a span such as
            blob            | "?"                  | expected bytes in base64
            bit(1)          | 1                    | expected true or false
            double          | [1]                  | has an array at byte *: expected a number
            json            | {}                   | has an object at byte *: expected text
            """)
    void namesWhatWasExpectedOfAValue(String type, String value, String message) {
        ColumnValue column = new ColumnValue(ColumnType.parse(type), "");
        byte[] json = ("{\"before\":null,\"after\":{\"c\":" + value + "}}").getBytes(StandardCharsets.UTF_8);
        byte[] schema = SchemaHeader.encode(column.schema());

        assertThatThrownBy(() -> reader.read(json, schema))
                .isInstanceOf(DecodeException.class)
                .hasMessageStartingWith("Column 'c' (" + column.type() + "): The envelope of table d.t has ")
                .message()
                .matches(
                        text -> text.matches("(?s).*"
                                + message.replaceAll("[.()\\[\\]{}]", "\\\\$0").replace("*", "\\d+") + ".*"),
                        message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"after":{"c":1},"op":"c"}                | lacks 'source'
            {"after":{"c":1},"op":"x"}                | expected one of the operations r, c, u and d
            {"after":{"x":1}}                         | has a column 'x' that its column description does not have
            {"after":7}                               | expected a row: an object or null
            {"after":{"c":1}                          | is no well-formed JSON at byte
            {"after":{"c":secret                      | is no well-formed JSON at byte
            []                                        | has an array at byte 1: expected an object
            {"source":{"file":"f"}}                   | lacks 'source.ts_us'
            {"source":{"file":"f","ts_us":0,"row":4294967296}} | has 4294967296 as 'source.row'
            {"source":{"file":"f","ts_us":1},"op":"u"} | lacks 'before', which its operation needs
            {} {}                                     | expected the end
            """)
    void namesWhatIsWrongWithAnEnvelope(String json, String message) {
        byte[] schema = SchemaHeader.encode(new ColumnValue(ColumnType.parse("int"), "").schema());

        assertThatThrownBy(() -> reader.read(json.getBytes(StandardCharsets.UTF_8), schema))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    private ChangeEvent roundTrip(ChangeEvent event) {
        byte[] json = writer.write(event);
        assertThat(tokens(json)).isGreaterThan(10);
        return reader.read(json, writer.schema(event.schema()));
    }

    /** Reads the whole document with the JSON library alone, which throws where it is not well-formed. */
    private static int tokens(byte[] json) {
        List<Object> tokens = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            for (Object token = parser.nextToken(); token != null; token = parser.nextToken()) {
                tokens.add(token);
            }
        }
        return tokens.size();
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
