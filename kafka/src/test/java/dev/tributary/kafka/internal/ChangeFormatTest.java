package dev.tributary.kafka.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.RowsEvent;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.format.JsonForm;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.kafka.ChangeHeader;
import dev.tributary.kafka.Changes;
import dev.tributary.kafka.TableChangeRecords;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each format makes of inserts, updates, changed keys, deletes and parts of rows. */
class ChangeFormatTest {

    private static final Split SPLIT = new Split("binlog");
    private static final TableSchema PRICES = TableSchema.of(
            new TableId("shop", "prices"),
            List.of(
                    Column.of("id", "int"),
                    Column.of("price", "decimal(10,2)"),
                    Column.of("since", "datetime(3)"),
                    Column.of("note", "varchar(100) charset utf8mb4")),
            List.of("id"));
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
    private static final Row PRICE =
            Row.of(PRICES, 1, new BigDecimal("9.90"), java.time.LocalDateTime.parse("2024-01-31T23:59:59.5"), "a");

    private static ChangeOptions options(ChangeFormat format) {
        return new ChangeOptions(
                table -> "t",
                true,
                format,
                format.headers(),
                (event, headers) -> {},
                false,
                TableChangeRecords.none(),
                null);
    }

    private static List<Message> messages(ChangeOptions options, ChangeEvent event) {
        RowKey key = event.key();
        return messages(options, event, key);
    }

    private static List<Message> messages(ChangeOptions options, ChangeEvent event, RowKey key) {
        List<Message> messages = new ArrayList<>();
        new ChangeEncoder(options, "a name")
                .encode(
                        key.isEmpty()
                                ? StreamRecord.withoutKey(event, event.origin(), SPLIT, 0)
                                : StreamRecord.of(event, key, event.origin(), SPLIT, 0),
                        messages::add);
        return messages;
    }

    private static List<String> texts(ChangeFormat format, ChangeEvent event) {
        return messages(options(format), event).stream()
                .map(message -> text(message.key()) + " " + text(message.value()))
                .toList();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "-" : new String(bytes, UTF_8).replaceAll("\"ts(_ms)?\":\\d+(?=[,}])", "\"ts$1\":0");
    }

    private static List<String> headers(Message message) {
        List<String> headers = new ArrayList<>();
        if (message.headers() != null) {
            for (Header header : message.headers()) {
                headers.add(header.key() + ": " + new String(header.value(), UTF_8));
            }
        }
        return headers;
    }

    @Test
    void rowsAreTheNewestRowAndDeletesAreTombstones() {
        ChangeFormat rows = ChangeFormat.rows();

        assertThat(texts(rows, Changes.insert(1, "a"))).containsExactly("{\"id\":1} {\"id\":1,\"note\":\"a\"}");
        assertThat(texts(rows, Changes.update(1, "a", 1, "b"))).containsExactly("{\"id\":1} {\"id\":1,\"note\":\"b\"}");
        assertThat(texts(rows, Changes.delete(1, "a"))).containsExactly("{\"id\":1} -");
        assertThat(texts(rows, Changes.update(1, "a", 2, "b")))
                .containsExactly("{\"id\":1} -", "{\"id\":2} {\"id\":2,\"note\":\"b\"}");
    }

    @Test
    void rowsMarkDeletesWhereAskedTo() {
        ChangeFormat rows = ChangeFormat.rows().markedDeletes();

        assertThat(texts(rows, Changes.insert(1, "a")))
                .containsExactly("{\"id\":1} {\"id\":1,\"note\":\"a\",\"__deleted\":\"false\"}");
        assertThat(texts(rows, Changes.delete(1, "a")))
                .containsExactly("{\"id\":1} {\"id\":1,\"note\":\"a\",\"__deleted\":\"true\"}", "{\"id\":1} -");
        assertThat(texts(rows, ChangeEvent.insert(Row.of(Changes.LOG, Map.of()), Changes.origin(1))))
                .containsExactly("- {\"__deleted\":\"false\"}");
    }

    @Test
    void aDeleteThatCannotBeATombstoneIsRefused() {
        Row row = Row.of(Changes.LOG, 1, "a");
        ChangeEvent keyless = ChangeEvent.delete(row, Changes.origin(1));
        ChangeEvent underOwner = Changes.delete(1, "a");

        assertThatThrownBy(() -> texts(ChangeFormat.rows(), keyless))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("A delete of table shop.log would be a tombstone")
                .hasMessageContaining("ChangeFormat.rows().markedDeletes()");
        assertThatThrownBy(
                        () -> messages(options(ChangeFormat.rows()), underOwner, RowKey.of(underOwner.row(), "note")))
                .isInstanceOf(SinkException.class);
    }

    @Test
    void aPartOfARowLeavesOutWhatItLacksAndIsMarkedAsAPart() {
        ChangeEvent event = ChangeEvent.update(
                Row.of(Changes.ORDERS, Map.of("id", 1)),
                Row.of(Changes.ORDERS, Map.of("note", "b")),
                Changes.origin(1));

        for (ChangeFormat format :
                List.of(ChangeFormat.rows(), ChangeFormat.debezium(), ChangeFormat.binaryCloudEvents())) {
            assertThat(messages(options(format), event)).singleElement().satisfies(message -> {
                assertThat(text(message.key())).isEqualTo("{\"id\":1}");
                assertThat(text(message.value())).contains("{\"note\":\"b\"}");
                assertThat(message.partial()).isTrue();
            });
        }
    }

    static Stream<ChangeFormat> formatsOfWholeRows() {
        return Stream.of(
                ChangeFormat.maxwell(),
                ChangeFormat.canal(),
                ChangeFormat.debezium().connectSchemas());
    }

    @ParameterizedTest
    @MethodSource("formatsOfWholeRows")
    void aPartOfARowIsRefusedWhereAReaderWouldTakeWhatIsAbsentForNull(ChangeFormat format) {
        ChangeEvent event = ChangeEvent.update(
                Row.of(Changes.ORDERS, Map.of("id", 1)),
                Row.of(Changes.ORDERS, Map.of("note", "b")),
                Changes.origin(1));

        assertThatThrownBy(() -> texts(format, event))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("The UPDATE of table shop.orders lacks column '")
                .hasMessageContaining("SET GLOBAL binlog_row_image = 'FULL'");
    }

    @Test
    void keysAreTheirColumnsAlone() {
        ChangeFormat keys = ChangeFormat.keys();

        assertThat(texts(keys, Changes.update(1, "a", 1, "b"))).containsExactly("{\"id\":1} {\"id\":1}");
        assertThat(texts(keys, Changes.delete(1, "a"))).containsExactly("{\"id\":1} {\"id\":1}", "{\"id\":1} -");
        assertThat(texts(keys, Changes.update(1, "a", 2, "b")))
                .containsExactly("{\"id\":1} {\"id\":1}", "{\"id\":1} -", "{\"id\":2} {\"id\":2}");
        assertThatThrownBy(() -> texts(keys, ChangeEvent.insert(Row.of(Changes.LOG, 1, "a"), Changes.origin(1))))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("Table shop.log has no primary key");
    }

    @Test
    void maxwellTellsWhatAnUpdateHasChanged() {
        ChangeEvent update = ChangeEvent.update(PRICE, PRICE.with("note", null), ORIGIN);

        assertThat(texts(ChangeFormat.maxwell(), update))
                .containsExactly("{\"id\":1} {\"database\":\"shop\",\"table\":\"prices\",\"type\":\"update\",\"ts\":0,"
                        + "\"commit\":true,\"position\":\"binlog.000003:1234\","
                        + "\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23\",\"server_id\":7,"
                        + "\"primary_key_columns\":[\"id\"],"
                        + "\"data\":{\"id\":1,\"price\":9.90,\"since\":\"2024-01-31 23:59:59.500\",\"note\":null},"
                        + "\"old\":{\"note\":\"a\"}}");
        assertThat(texts(ChangeFormat.maxwell(), ChangeEvent.delete(PRICE, ORIGIN)))
                .hasSize(2)
                .first()
                .asString()
                .contains("\"type\":\"delete\"", "\"data\":{\"id\":1,")
                .doesNotContain("\"old\"");
    }

    @Test
    void canalTellsAllAsTextWithItsTypes() {
        ChangeEvent update = ChangeEvent.update(PRICE, PRICE.with("price", new BigDecimal("10.00")), ORIGIN);

        assertThat(texts(ChangeFormat.canal(), update))
                .containsExactly("{\"id\":1} {\"data\":[{\"id\":\"1\",\"price\":\"10.00\","
                        + "\"since\":\"2024-01-31 23:59:59.500\",\"note\":\"a\"}],"
                        + "\"database\":\"shop\",\"es\":1706745599123,"
                        + "\"gtid\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23\",\"id\":0,\"isDdl\":false,"
                        + "\"mysqlType\":{\"id\":\"int\",\"price\":\"decimal(10,2)\",\"since\":\"datetime(3)\","
                        + "\"note\":\"varchar(100)\"},"
                        + "\"old\":[{\"price\":\"9.90\"}],\"pkNames\":[\"id\"],\"sql\":\"\","
                        + "\"sqlType\":{\"id\":4,\"price\":3,\"since\":93,\"note\":12},\"table\":\"prices\",\"ts\":0,"
                        + "\"type\":\"UPDATE\"}");
        assertThat(texts(ChangeFormat.canal(), ChangeEvent.insert(PRICE, ORIGIN)))
                .singleElement()
                .asString()
                .contains("\"old\":null", "\"type\":\"INSERT\"");
    }

    @Test
    void debeziumHasNumbersWhereAskedFor() {
        ChangeFormat numbers = ChangeFormat.debezium()
                .form(JsonForm.standard().numericDecimals().epochTimes());

        assertThat(texts(numbers, ChangeEvent.insert(PRICE, ORIGIN)))
                .singleElement()
                .asString()
                .contains("\"after\":{\"id\":1,\"price\":9.90,\"since\":1706745599500,\"note\":\"a\"}");
    }

    @Test
    void debeziumHasConnectsSchemasWhereAskedFor() {
        List<String> texts = texts(ChangeFormat.debezium().connectSchemas(), Changes.insert(1, "a"));

        assertThat(texts)
                .singleElement()
                .asString()
                .startsWith(
                        "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"type\":\"int32\",\"optional\":false,"
                                + "\"parameters\":{\"__debezium.source.column.type\":\"INT\"},\"field\":\"id\"}],"
                                + "\"optional\":false,\"name\":\"a name.shop.orders.Key\"},\"payload\":{\"id\":1}} {\"schema\":")
                .contains(
                        "\"name\":\"a name.shop.orders.Envelope\"},\"payload\":{\"before\":null,\"after\":{\"id\":1,");
    }

    @Test
    void cloudEventsAreOneDocumentOrHeaders() {
        ChangeEvent event = ChangeEvent.insert(PRICE, ORIGIN);
        Message structured =
                messages(options(ChangeFormat.structuredCloudEvents()), event).get(0);
        Message binary =
                messages(options(ChangeFormat.binaryCloudEvents()), event).get(0);

        assertThat(text(structured.value()))
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"3e11fa47-71ca-11e1-9e33-c80aa9429562:23:3:5:c\","
                        + "\"source\":\"/tributary/a%20name\",\"type\":\"dev.tributary.change.insert\","
                        + "\"subject\":\"shop.prices\",\"time\":\"2024-01-31T23:59:59.123456Z\","
                        + "\"datacontenttype\":\"application/json\",\"data\":{\"before\":null,\"after\":{\"id\":1,")
                .endsWith("}}");
        assertThat(headers(structured)).contains("content-type: application/cloudevents+json; charset=UTF-8");
        assertThat(text(binary.value())).startsWith("{\"before\":null,\"after\":{\"id\":1,");
        assertThat(headers(binary))
                .contains(
                        "ce_specversion: 1.0",
                        "ce_id: 3e11fa47-71ca-11e1-9e33-c80aa9429562:23:3:5:c",
                        "ce_source: /tributary/a%20name",
                        "ce_type: dev.tributary.change.insert",
                        "ce_subject: shop.prices",
                        "ce_time: 2024-01-31T23:59:59.123456Z",
                        "content-type: application/json");
    }

    @Test
    void aSerializerMakesTheValues() {
        Serializer<ChangeEvent> operations = (topic, event) -> (topic + " " + event.operation()).getBytes(UTF_8);

        assertThat(texts(ChangeFormat.of(operations), Changes.delete(1, "a")))
                .containsExactly("{\"id\":1} t DELETE", "{\"id\":1} -");
        assertThatThrownBy(
                        () -> texts(ChangeFormat.of((Serializer<ChangeEvent>) (t, e) -> null), Changes.insert(1, "a")))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("The format made no value of the INSERT of table shop.orders");
    }

    @Test
    void headersTellWhatWasChosen() {
        ChangeOptions all = new ChangeOptions(
                table -> "t",
                true,
                ChangeFormat.debezium(),
                Set.of(ChangeHeader.values()),
                (event, headers) -> headers.add("tenant", "x".getBytes(UTF_8)),
                true,
                TableChangeRecords.none(),
                null);

        List<Message> messages = messages(all, ChangeEvent.delete(PRICE, ORIGIN));

        assertThat(headers(messages.get(0)))
                .containsExactly(
                        "tributary-schema: [1,\"shop\",\"prices\",[[\"id\",\"int\",true],"
                                + "[\"price\",\"decimal(10,2)\",true],[\"since\",\"datetime(3)\",true],"
                                + "[\"note\",\"varchar(100) charset utf8mb4\",true]],[\"id\"]]",
                        "tributary-op: d",
                        "tributary-position: 3e11fa47-71ca-11e1-9e33-c80aa9429562:23 binlog.000003:1234:3:5",
                        "tributary-commit-time: 2024-01-31T23:59:59.123456Z",
                        "tenant: x");
        assertThat(headers(messages.get(1))).isEmpty();
        assertThat(messages)
                .allSatisfy(message -> assertThat(message.timestamp()).isEqualTo(1706745599123L));
    }

    @Test
    void halvesOfAChangedKeyTellEachOther() {
        List<Message> messages = messages(options(ChangeFormat.debezium()), Changes.update(1, "a", 2, "b"));

        assertThat(messages).hasSize(3);
        assertThat(headers(messages.get(0))).contains("__debezium.newkey: {\"id\":2}");
        assertThat(headers(messages.get(1))).isEmpty();
        assertThat(headers(messages.get(2))).contains("__debezium.oldkey: {\"id\":1}");
        assertThat(messages).extracting(Message::timestamp).containsOnlyNulls();
    }

    private static List<Message> messages(ChangeFormat format, TableChangeRecords records, TableChange change) {
        List<Message> messages = new ArrayList<>();
        ChangeOptions options = new ChangeOptions(
                table -> "t", true, format, format.headers(), (event, headers) -> {}, false, records, null);
        new ChangeEncoder(options, "a name").encode(change, messages::add);
        return messages;
    }

    @Test
    void changesOfTablesAreWrittenWhereAskedFor() {
        TableChange truncated = new TableChange.Truncated(PRICES.table(), "TRUNCATE prices", ORIGIN);
        ChangeFormat debezium = ChangeFormat.debezium();

        assertThat(messages(debezium, TableChangeRecords.none(), truncated)).isEmpty();
        assertThat(messages(debezium, TableChangeRecords.inTopics(), truncated))
                .singleElement()
                .satisfies(message -> {
                    assertThat(message.topic()).isEqualTo("t");
                    assertThat(message.key()).isNull();
                    assertThat(message.together()).isEqualTo("shop.prices".getBytes(UTF_8));
                    assertThat(text(message.value()))
                            .startsWith("{\"before\":null,\"after\":null,\"source\":{")
                            .endsWith(",\"op\":\"t\",\"ts_ms\":0,\"ddl\":\"TRUNCATE prices\"}");
                });
        assertThat(messages(ChangeFormat.canal(), TableChangeRecords.topic("ddl"), truncated))
                .singleElement()
                .satisfies(message -> assertThat(message.topic()).isEqualTo("ddl"));
        assertThatThrownBy(() -> messages(ChangeFormat.canal(), TableChangeRecords.inTopics(), truncated))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("no form for changes of tables, such as Truncated of shop.prices")
                .hasMessageContaining("TableChangeRecords.topic(");
    }
}
