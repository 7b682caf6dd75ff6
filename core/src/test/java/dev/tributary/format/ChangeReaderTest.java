package dev.tributary.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.SqlType;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeReaderTest {

    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final BinlogOrigin ORIGIN = new BinlogOrigin(
            RowsEvent.of(
                    Transaction.of(
                            7,
                            "3e11fa47-71ca-11e1-9e33-c80aa9429562:23",
                            "binlog.000003",
                            1000,
                            Instant.parse("2024-01-31T23:59:59.123456Z")),
                    1234,
                    3),
            5,
            true);

    private final List<ChangeEvent> events = new ArrayList<>();
    private final List<TableChange> changes = new ArrayList<>();
    private ChangeReader reader = new ChangeReader(List.of());

    private ChangeEvent read(String key, String value) {
        read(key.getBytes(UTF_8), value.getBytes(UTF_8));
        return events.get(events.size() - 1);
    }

    private void read(byte[] key, byte[] value) {
        reader.read(key, value, new ChangeReader.Handler() {
            @Override
            public void changed(ChangeEvent event) {
                events.add(event);
            }

            @Override
            public void tableChanged(TableChange change) {
                changes.add(change);
            }
        });
    }

    static Stream<EnvelopeTest.ColumnValue> boundaries() {
        return EnvelopeTest.boundaries();
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    void connectsSchemaRestoresTheBoundaryValueInEachForm(EnvelopeTest.ColumnValue boundary) {
        ChangeEvent event = ChangeEvent.insert(Row.of(boundary.schema(), boundary.value()), ORIGIN);
        JsonForm numeric = JsonForm.standard().numericDecimals();

        for (JsonForm form : List.of(JsonForm.standard(), numeric, numeric.epochTimes())) {
            read(new byte[0], new EnvelopeWriter("x", Clock.systemUTC(), form, true).write(event));
        }

        assertThat(events).hasSize(3).allSatisfy(restored -> {
            assertThat(restored.schema().column(0).type())
                    .isEqualTo(boundary.type().withCharset(""));
            assertThat(restored.row().get(0)).isEqualTo(boundary.value());
            assertThat(restored.origin()).isEqualTo(ORIGIN);
        });
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    void canalsTypesRestoreTheBoundaryValue(EnvelopeTest.ColumnValue boundary) {
        JsonBuffer json = new JsonBuffer();
        new CanalWriter(Clock.systemUTC())
                .write(ChangeEvent.insert(Row.of(boundary.schema(), boundary.value()), ORIGIN), json);

        read(new byte[0], json.toBytes());

        assertThat(events).singleElement().satisfies(restored -> {
            assertThat(restored.schema().column(0).type())
                    .isEqualTo(boundary.type().withCharset(""));
            assertThat(restored.row().get(0)).isEqualTo(boundary.value());
        });
    }

    @ParameterizedTest
    @MethodSource("boundaries")
    void aGivenSchemaRestoresTheBoundaryValueOfMaxwells(EnvelopeTest.ColumnValue boundary) {
        reader = new ChangeReader(List.of(boundary.schema()));
        JsonBuffer json = new JsonBuffer();
        new MaxwellWriter().write(ChangeEvent.insert(Row.of(boundary.schema(), boundary.value()), ORIGIN), json);

        read(new byte[0], json.toBytes());

        assertThat(events).singleElement().satisfies(restored -> {
            if (boundary.type().sqlType() == SqlType.JSON) { // is a part of the document, without its spaces
                assertThat(restored.row().getString(0).replace(" ", ""))
                        .isEqualTo(((String) boundary.value()).replace(" ", ""));
            } else {
                assertThat(restored.row()).isEqualTo(Row.of(boundary.schema(), boundary.value()));
            }
        });
    }

    @Test
    void readsDebeziumsTypesFromConnectsSchema() {
        String schema = "{\"type\":\"struct\",\"fields\":[{\"type\":\"struct\",\"fields\":["
                + field("int32", "", "id", false) + ","
                + field("bytes", "org.apache.kafka.connect.data.Decimal", "price", true, "\"scale\":\"2\"") + ","
                + field("int32", "io.debezium.time.Date", "day", true) + ","
                + field("int64", "io.debezium.time.Timestamp", "at", true) + ","
                + field("int64", "io.debezium.time.MicroTimestamp", "precise", true) + ","
                + field("int64", "io.debezium.time.MicroTime", "span", true) + ","
                + field("string", "io.debezium.time.ZonedTimestamp", "moment", true) + ","
                + field("bytes", "io.debezium.data.Bits", "flags", true, "\"length\":\"17\"") + ","
                + field("string", "io.debezium.data.Enum", "size", true, "\"allowed\":\"s,m,l\"") + ","
                + field("bytes", "", "raw", true) + ","
                + field("boolean", "", "yes", true)
                + "],\"optional\":true,\"name\":\"p.shop.orders.Value\",\"field\":\"after\"}],\"optional\":false}";
        String row = "{\"id\":1,\"price\":\"A94=\",\"day\":19753,\"at\":1706745599500,\"precise\":1706745599500001,"
                + "\"span\":-1000000,\"moment\":\"2024-01-31T23:59:59.5Z\",\"flags\":\"AQAB\",\"size\":\"m\","
                + "\"raw\":\"/wA=\",\"yes\":true}";

        ChangeEvent event = read(
                "{\"schema\":{},\"payload\":{\"id\":1}}",
                "{\"schema\":" + schema + ",\"payload\":{\"before\":null,\"after\":" + row + "," + source()
                        + ",\"op\":\"c\"}}");

        assertThat(event.schema().columns().stream().map(column -> column.type().toString()))
                .containsExactly(
                        "int",
                        "decimal(65,2)",
                        "date",
                        "datetime(3)",
                        "datetime(6)",
                        "time(6)",
                        "timestamp(6)",
                        "bit(17)",
                        "enum('s','m','l')",
                        "longblob",
                        "bit");
        assertThat(event.schema().column(0).nullable()).isFalse();
        assertThat(event.row())
                .isEqualTo(Row.of(
                        event.schema(),
                        1,
                        new BigDecimal("9.90"),
                        LocalDate.parse("2024-01-31"),
                        LocalDateTime.parse("2024-01-31T23:59:59.5"),
                        LocalDateTime.parse("2024-01-31T23:59:59.500001"),
                        Duration.ofSeconds(-1),
                        Instant.parse("2024-01-31T23:59:59.5Z"),
                        BigInteger.valueOf(65537),
                        "m",
                        new byte[] {-1, 0},
                        true));
        assertThat(event.key().size()).isEqualTo(1);
        assertThat(event.operation()).isEqualTo(Operation.INSERT);
        assertThat(event.origin().transaction())
                .isEqualTo(Transaction.of(7, "binlog.000003", 154, Instant.parse("2024-01-31T23:59:59.123Z")));
    }

    private static String field(String type, String name, String field, boolean optional, String... parameters) {
        return "{\"type\":\"" + type + "\",\"optional\":" + optional
                + (name.isEmpty() ? "" : ",\"name\":\"" + name + "\",\"version\":1")
                + (parameters.length == 0 ? "" : ",\"parameters\":{" + parameters[0] + "}")
                + ",\"field\":\"" + field + "\"}";
    }

    private static String source() {
        return "\"source\":{\"version\":\"3.6.1.Final\",\"connector\":\"mysql\",\"name\":\"p\",\"ts_ms\":1706745599123,"
                + "\"snapshot\":\"false\",\"db\":\"shop\",\"table\":\"orders\",\"server_id\":7,\"gtid\":null,"
                + "\"file\":\"binlog.000003\",\"pos\":154,\"row\":0,\"thread\":9,\"query\":null}";
    }

    private static String envelope(String before, String after, String operation) {
        return "{\"before\":" + before + ",\"after\":" + after + "," + source() + ",\"op\":\"" + operation
                + "\",\"ts_ms\":1700000000200,\"transaction\":null}";
    }

    @Test
    void guessesTypesWhereNothingTellsThem() {
        ChangeEvent first =
                read("{\"id\":1}", envelope("null", "{\"id\":1,\"n\":null,\"x\":1.50,\"j\":{\"a\":[1]}}", "c"));
        ChangeEvent second = read("{\"id\":2}", envelope("null", "{\"id\":2,\"n\":true,\"x\":2,\"j\":null}", "c"));
        ChangeEvent third = read(
                "{\"id\":2}",
                envelope(
                        "{\"id\":2,\"n\":true,\"x\":2,\"j\":null}",
                        "{\"id\":2,\"n\":\"t\",\"x\":18446744073709551615,\"j\":null,\"new\":\"2024-01-31\"}",
                        "u"));

        assertThat(types(first)).containsExactly("bigint", "longtext", "decimal", "json");
        assertThat(types(second)).containsExactly("bigint", "bit", "decimal", "json");
        assertThat(types(third)).containsExactly("bigint", "longtext", "decimal", "json", "longtext");
        assertThat(first.row().getDecimal("x")).isEqualTo(new BigDecimal("1.50"));
        assertThat(first.row().getString("j")).isEqualTo("{\"a\":[1]}");
        assertThat(third.before().orElseThrow().getString("n")).isEqualTo("true");
        assertThat(third.before().orElseThrow().has("new")).isFalse();
        assertThat(third.row().getDecimal("x")).isEqualTo(new BigDecimal("18446744073709551615"));
        assertThat(third.key()).isEqualTo(second.key());
    }

    @Test
    void guessesStayWhileNothingNewIsSeen() {
        ChangeEvent first = read("{\"id\":1}", envelope("null", "{\"id\":1,\"n\":\"a\"}", "r"));
        ChangeEvent second = read("{\"id\":2}", envelope("{\"id\":2,\"n\":null}", "null", "d"));

        assertThat(second.schema()).isSameAs(first.schema());
        assertThat(first.operation()).isEqualTo(Operation.SNAPSHOT);
        assertThat(first.origin().isSnapshot()).isTrue();
        assertThat(second.operation()).isEqualTo(Operation.DELETE);
    }

    private static List<String> types(ChangeEvent event) {
        return event.schema().columns().stream()
                .map(column -> column.type().toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decimal(10,2)   | \"A94=\"    | 9.90",
                "decimal(10,2)   | \"9.90\"    | 9.90",
                "decimal(10,2)   | 9.90        | 9.90",
                "decimal(10,0)   | \"123\"     | 123",
                "bigint unsigned | -1          | 18446744073709551615",
                "bit(17)         | \"AQAB\"    | 65537",
                "date            | 19753       | 2024-01-31",
                "datetime        | 1706745599000 | 2024-01-31 23:59:59",
                "datetime(6)     | 1706745599000001 | 2024-01-31 23:59:59.000001",
                "timestamp       | \"2024-01-31T23:59:59+01:00\" | 2024-01-31 22:59:59",
                "timestamp       | \"2024-01-31 23:59:59\" | 2024-01-31 23:59:59",
                "datetime        | \"2024-01-31T23:59:59Z\" | 2024-01-31 23:59:59",
                "tinyint         | true        | 1",
                "blob            | \"/wA=\"    | 0xFF00",
                "geometry        | {\"wkb\":\"AQ==\",\"srid\":1} | 0x0100000001",
                "vector(1)       | [1.0]       | 0x0000803F"
            })
    void aGivenSchemaTellsWhatDebeziumsValueIs(String type, String value, String text) {
        reader = new ChangeReader(List.of(TableSchema.of(ORDERS, List.of(Column.of("c", type)), List.of())));

        ChangeEvent event = read("", envelope("null", "{\"c\":" + value + "}", "c"));

        assertThat(event.row().getText("c")).isEqualToIgnoringCase(text);
        assertThat(event.schema().column(0).type()).isEqualTo(ColumnType.parse(type));
    }

    @Test
    void refusesADecimalThatMayBeDigitsOrBase64() {
        reader = new ChangeReader(List.of(TableSchema.of(ORDERS, List.of(Column.of("c", "decimal(10,0)")), List.of())));

        assertThatThrownBy(() -> read("", envelope("null", "{\"c\":\"1234\"}", "c")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("may be digits or base64");
    }

    @Test
    void anUpdateWithoutTheOldRowHasTheKeyOfIt() {
        ChangeEvent event = read("{\"id\":1}", envelope("null", "{\"id\":1,\"n\":\"b\"}", "u"));

        assertThat(event.before().orElseThrow().has("n")).isFalse();
        assertThat(event.before().orElseThrow().getLong("id")).isEqualTo(1);
    }

    @Test
    void readsMaxwellsChanges() {
        String start = "{\"database\":\"shop\",\"table\":\"orders\",\"ts\":1706745599,\"xid\":5,\"commit\":true,"
                + "\"position\":\"binlog.000003:154\",\"server_id\":7,";
        String key = "{\"database\":\"shop\",\"table\":\"orders\",\"pk.id\":1}";

        ChangeEvent insert = read(key, start + "\"type\":\"insert\",\"data\":{\"id\":1,\"note\":\"a\"}}");
        ChangeEvent update =
                read(key, start + "\"type\":\"update\",\"data\":{\"id\":1,\"note\":null},\"old\":{\"note\":\"a\"}}");
        ChangeEvent delete = read(key, start + "\"type\":\"delete\",\"data\":{\"id\":1,\"note\":null}}");
        ChangeEvent snapshot = read(key, start + "\"type\":\"bootstrap-insert\",\"data\":{\"id\":1,\"note\":null}}");
        read(key.getBytes(UTF_8), (start + "\"type\":\"bootstrap-complete\",\"data\":{}}").getBytes(UTF_8));

        assertThat(insert.key()).isEqualTo(delete.key());
        assertThat(insert.key().size()).isEqualTo(1);
        assertThat(update.before().orElseThrow().getString("note")).isEqualTo("a");
        assertThat(update.row().isNull("note")).isTrue();
        assertThat(delete.operation()).isEqualTo(Operation.DELETE);
        assertThat(snapshot.operation()).isEqualTo(Operation.SNAPSHOT);
        assertThat(insert.origin())
                .isEqualTo(new BinlogOrigin(
                        RowsEvent.of(
                                Transaction.of(7, "binlog.000003", 154, Instant.parse("2024-01-31T23:59:59Z")), 154, 0),
                        0,
                        true));
        assertThat(events).hasSize(4);
    }

    @Test
    void readsAllRowsOfCanalsMessage() {
        String message = "{\"data\":[{\"id\":\"1\",\"note\":\"b\"},{\"id\":\"2\",\"note\":null}],\"database\":\"shop\","
                + "\"es\":1706745599123,\"id\":5,\"isDdl\":false,\"mysqlType\":{\"id\":\"int(11)\",\"note\":\"varchar(5)\"},"
                + "\"old\":[{\"note\":\"a\"},{\"id\":\"3\"}],\"pkNames\":[\"id\"],\"sql\":\"\",\"table\":\"orders\","
                + "\"ts\":1706745599500,\"type\":\"UPDATE\"}";

        read(new byte[0], message.getBytes(UTF_8));

        assertThat(events).hasSize(2);
        assertThat(events.get(0).before().orElseThrow().getString("note")).isEqualTo("a");
        assertThat(events.get(1).before().orElseThrow().getInt("id")).isEqualTo(3);
        assertThat(events.get(1).row().getInt("id")).isEqualTo(2);
        assertThat(events.get(1).origin().row()).isEqualTo(1);
        assertThat(events.get(1).origin().time()).isEqualTo(Instant.ofEpochMilli(1706745599123L));
    }

    @Test
    void readsTheEnvelopeInACloudEvent() {
        ChangeEvent event = read(
                "{\"id\":1}",
                "{\"specversion\":\"1.0\",\"id\":\"x\",\"data\":" + envelope("null", "{\"id\":1}", "c") + "}");

        assertThat(event.row().getLong("id")).isEqualTo(1);
    }

    static Stream<TableChange> tableChanges() {
        return Stream.of(
                new TableChange.Truncated(ORDERS, "TRUNCATE TABLE orders", ORIGIN),
                new TableChange.Dropped(ORDERS, "DROP TABLE orders", ORIGIN),
                new TableChange.Renamed(ORDERS, new TableId("old", "orders"), "RENAME \"x\"", ORIGIN),
                new TableChange.Altered(ORDERS, "ALTER TABLE orders", ORIGIN),
                new TableChange.PartitionChanged(ORDERS, "ALTER TABLE orders TRUNCATE PARTITION p", ORIGIN));
    }

    @ParameterizedTest
    @MethodSource("tableChanges")
    void restoresChangesOfTables(TableChange change) {
        read(new byte[0], new EnvelopeWriter("x").write(change));

        assertThat(changes).containsExactly(change);
        assertThat(events).isEmpty();
    }

    @Test
    void readsChangesOfTablesThatOthersWrote() {
        read(new byte[0], envelope("null", "null", "t").getBytes(UTF_8));
        read(
                new byte[0],
                ("{" + source()
                                + ",\"databaseName\":\"shop\",\"ddl\":\"DROP TABLE orders\",\"tableChanges\":[{\"type\":\"DROP\","
                                + "\"id\":\"\\\"shop\\\".\\\"orders\\\"\"}]}")
                        .getBytes(UTF_8));
        read(
                new byte[0],
                "{\"isDdl\":true,\"type\":\"TRUNCATE\",\"database\":\"shop\",\"table\":\"orders\",\"sql\":\"truncate orders\"}"
                        .getBytes(UTF_8));
        read(
                new byte[0],
                "{\"type\":\"table-drop\",\"database\":\"shop\",\"table\":\"orders\",\"sql\":\"drop table orders\"}"
                        .getBytes(UTF_8));

        assertThat(changes.stream().map(change -> change.getClass().getSimpleName() + " " + change.statement()))
                .containsExactly(
                        "Truncated TRUNCATE TABLE `shop`.`orders`",
                        "Dropped DROP TABLE orders",
                        "Truncated truncate orders",
                        "Dropped drop table orders");
        assertThat(changes).extracting(TableChange::table).containsOnly(ORDERS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]                                            | expected an object",
                "{\"x\":1}                                      | it is no change event of a form that is known",
                "{\"op\":\"c\"}                                 | lacks 'source'",
                "{\"op\":\"c\",\"source\":{}}                   | it lacks 'table'",
                "{\"op\":\"c\",\"source\":{\"table\":\"t\"}}    | lacks 'after'",
                "{\"op\":\"x\",\"source\":{\"table\":\"t\"}}    | has the operation 'x'",
                "{\"database\":\"d\",\"table\":\"t\",\"type\":\"x\"} | has the type 'x'",
                "{\"data\":[{}],\"table\":\"t\",\"type\":\"INSERT\"} | lacks 'mysqlType'"
            })
    void saysWhatIsNoChange(String document, String message) {
        assertThatThrownBy(() -> read("", document))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining(message);
    }
}
