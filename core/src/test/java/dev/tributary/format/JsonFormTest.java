package dev.tributary.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.ValueException;
import dev.tributary.internal.ArrayRow;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

class JsonFormTest {

    private static final BinlogOrigin ORIGIN =
            new BinlogOrigin(RowsEvent.of(Transaction.of(7, "binlog.000003", 4, Instant.EPOCH), 1234, 3), 5, false);

    private static List<EnvelopeWriter> writers() {
        JsonForm numeric = JsonForm.standard().numericDecimals();
        List<EnvelopeWriter> writers = new ArrayList<>();
        for (JsonForm form :
                List.of(JsonForm.standard(), numeric, JsonForm.standard().epochTimes(), numeric.epochTimes())) {
            writers.add(new EnvelopeWriter("x", Clock.systemUTC(), form, false));
            writers.add(new EnvelopeWriter("x", Clock.systemUTC(), form, true));
        }
        return writers;
    }

    static Stream<EnvelopeTest.ColumnValue> boundaries() {
        return EnvelopeTest.boundaries();
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    void theBoundaryValueComesBackInEachForm(EnvelopeTest.ColumnValue boundary) {
        ChangeEvent event = ChangeEvent.insert(Row.of(boundary.schema(), boundary.value()), ORIGIN);

        for (EnvelopeWriter writer : writers()) {
            byte[] json = writer.write(event);
            assertThat(new EnvelopeReader().read(json, writer.schema(event.schema())))
                    .as(new String(json, StandardCharsets.UTF_8))
                    .isEqualTo(event);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "date, 2024-01-31, 19753",
        "date, 1969-12-31, -1",
        "datetime, 1970-01-01T00:00:01, 1000",
        "datetime(3), 1969-12-31T23:59:59.999, -1",
        "datetime(6), 1970-01-01T00:00:00.000001, 1",
        "datetime(4), 1970-01-01T00:00:00.0001, 100"
    })
    void timesAreNumbersSince1970(String type, String value, String number) {
        TableSchema schema = schema(type);
        Object date = type.equals("date") ? java.time.LocalDate.parse(value) : java.time.LocalDateTime.parse(value);

        assertThat(text(JsonForm.standard().epochTimes(), Row.of(schema, date))).isEqualTo("{\"c\":" + number + "}");
    }

    @Test
    void aDateThatNoCalendarHasIsRefusedAsANumber() {
        Row row = new ArrayRow.Builder(schema("date"))
                .setFields(0, 0, 0, 0, 0, 0, 0, 0)
                .build();

        assertThatThrownBy(() -> text(JsonForm.standard().epochTimes(), row))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("Column 'c' (date) holds a date that no calendar has");
        assertThat(text(JsonForm.MAXWELL, row)).isEqualTo("{\"c\":\"0000-00-00\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bit(1)          | 1                     | \"1\"",
                "bigint unsigned | 18446744073709551615  | \"18446744073709551615\"",
                "int             | -1                    | \"-1\"",
                "double          | 1.5                   | \"1.5\"",
                "decimal(10,2)   | 1.50                  | \"1.50\"",
                "json            | {\"a\": [1]}          | \"{\\\"a\\\": [1]}\"",
                "datetime(1)     | \"2024-01-31 23:59:59.5\" | \"2024-01-31 23:59:59.5\"",
                "timestamp       | \"2024-01-31 23:59:59\" | \"2024-01-31 23:59:59\"",
                "blob            | \"/wA=\"              | \"\u00ff\\u0000\""
            })
    void maxwellAndCanalHaveTheirOwnForms(String type, String maxwell, String canal) {
        Row row = Row.of(schema(type), example(type));

        assertThat(text(JsonForm.MAXWELL, row)).isEqualTo("{\"c\":" + maxwell + "}");
        assertThat(text(JsonForm.CANAL, row)).isEqualTo("{\"c\":" + canal + "}");
    }

    private static Object example(String type) {
        return switch (type) {
            case "bit(1)" -> true;
            case "bigint unsigned" -> java.math.BigInteger.TWO.pow(64).subtract(java.math.BigInteger.ONE);
            case "int" -> -1;
            case "double" -> 1.5;
            case "decimal(10,2)" -> new java.math.BigDecimal("1.50");
            case "json" -> "{\"a\": [1]}";
            case "datetime(1)" -> java.time.LocalDateTime.parse("2024-01-31T23:59:59.5");
            case "timestamp" -> Instant.parse("2024-01-31T23:59:59Z");
            default -> new byte[] {-1, 0};
        };
    }

    @RepeatedTest(100)
    void rowsMadeByChanceAreWellFormedInEachForm() {
        long seed = new Random().nextLong();
        RandomRows random = new RandomRows(seed);
        TableSchema schema = random.schema();
        ArrayRow row = random.row(schema);
        for (int i = 0; i < schema.size(); i++) {
            if (schema.column(i).type().sqlType() == dev.tributary.SqlType.JSON && row.has(i)) {
                row = row.with(i, "{\"a\": [1, null]}");
            }
        }
        for (JsonForm form :
                List.of(JsonForm.MAXWELL, JsonForm.CANAL, JsonForm.standard().numericDecimals())) {
            assertThat(tokens(text(form, row))).as("seed " + seed).isGreaterThan(1);
        }
    }

    private static int tokens(String json) {
        int tokens = 0;
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    private static TableSchema schema(String type) {
        return TableSchema.of(new TableId("d", "t"), List.of(Column.of("c", type)), List.of());
    }

    private static String text(JsonForm form, Row row) {
        JsonBuffer json = new JsonBuffer();
        new RowWriter(form).write(row, json);
        return new String(json.toBytes(), StandardCharsets.UTF_8);
    }
}
