package dev.tributary.avro.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.RowsEvent;
import dev.tributary.SinkException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.SchemaHeader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EnvelopeEncoderTest {

    private static final TableSchema ALL = AllTypes.TABLE.schema;
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_200L);

    private final MemoryIds ids = new MemoryIds();
    private final EnvelopeEncoder encoder = new EnvelopeEncoder("my-orders.eu", ids, () -> NOW);
    private final ChangeDeserializer deserializer = new ChangeDeserializer(ids::schema, "memory");

    private byte[] value(ChangeEvent event) {
        return encoder.value("orders", event.key(), event, new RecordHeaders());
    }

    /** Reads as any program with Avro's library does, with its logical types. */
    private GenericRecord generic(byte[] bytes) throws IOException {
        GenericData data = new GenericData();
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
        Schema schema = new Schema.Parser()
                .parse(ids.schema(ByteBuffer.wrap(bytes, 1, 4).getInt()).orElseThrow());
        GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema, schema, data);
        return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
    }

    @Test
    void everyTypeComesBackAsItWas() {
        Row least = AllTypes.TABLE.least();
        Row greatest = AllTypes.TABLE.greatest();
        Row nulls = AllTypes.TABLE.nulls();
        for (ChangeEvent event : List.of(
                ChangeEvent.insert(least, AllTypes.origin(0)),
                ChangeEvent.update(least, greatest, AllTypes.origin(1)),
                ChangeEvent.update(greatest, nulls, AllTypes.origin(2)),
                ChangeEvent.delete(greatest, AllTypes.origin(3)),
                ChangeEvent.snapshot(
                        nulls, BinlogOrigin.ofSnapshot(AllTypes.origin(0).event(), 4)))) {
            assertThat(deserializer.deserialize("orders", value(event))).isEqualTo(event);
        }
    }

    @Test
    void originsComeBackWithoutGtidAndWithTheStatement() {
        RowsEvent event = RowsEvent.of(Transaction.of(4_294_967_295L, "f", 4, Instant.EPOCH), 5_000_000_000L, 0);
        ChangeEvent insert = ChangeEvent.insert(
                AllTypes.TABLE.nulls(), new BinlogOrigin(event.withStatement("INSERT …"), Integer.MAX_VALUE, false));

        assertThat(deserializer.deserialize("orders", value(insert))).isEqualTo(insert);
    }

    @Test
    void writesLogicalTypesOfAvro() throws Exception {
        Row row = AllTypes.TABLE.greatest();

        GenericRecord envelope = generic(value(ChangeEvent.insert(row, AllTypes.origin(0))));

        GenericRecord after = (GenericRecord) envelope.get("after");
        assertThat(envelope.get("before")).isNull();
        assertThat(envelope.get("op")).hasToString("c");
        assertThat(envelope.get("ts_ms")).isEqualTo(NOW.toEpochMilli());
        assertThat(after.get("c0_int")).isEqualTo(Integer.MAX_VALUE);
        assertThat(after.get("c7_bigint_unsigned")).isEqualTo(new BigDecimal("18446744073709551615"));
        assertThat(after.get("c9_decimal_10_2_")).isEqualTo(new BigDecimal("0.10"));
        assertThat(after.get("c22_date")).isEqualTo(LocalDate.of(9999, 12, 31));
        assertThat(after.get("c26_datetime_6_")).isEqualTo(LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000));
        assertThat(after.get("c28_timestamp_3_")).isEqualTo(Instant.ofEpochMilli(1_700_000_000_123L));
        assertThat(after.get("c18_varchar_100__collate_utf8mb4_0900_ai_ci")).hasToString("😀ü");
    }

    @Test
    void theSourceHasDebeziumsMembers() throws Exception {
        GenericRecord envelope = generic(value(ChangeEvent.insert(AllTypes.TABLE.least(), AllTypes.origin(0))));

        assertThat(envelope.getSchema().getFullName()).isEqualTo("my_orders.eu.shop.all_types.Envelope");
        GenericRecord source = (GenericRecord) envelope.get("source");
        assertThat(source.getSchema().getFullName()).isEqualTo("io.debezium.connector.mysql.Source");
        assertThat(source)
                .hasToString(
                        "{\"version\": \"unreleased\", \"connector\": \"mysql\", \"name\": \"my-orders.eu\","
                                + " \"ts_ms\": 1706745599123, \"ts_us\": 1706745599123456, \"snapshot\": \"false\","
                                + " \"db\": \"shop\", \"table\": \"all-types\", \"server_id\": 7,"
                                + " \"gtid\": \"3e11fa47-71ca-11e1-9e33-c80aa9429562:23\", \"file\": \"binlog.000003\","
                                + " \"begin_pos\": 1000, \"pos\": 1234, \"event\": 3, \"query\": null, \"row\": 0, \"last\": true}");
    }

    @Test
    void keysHaveTheirColumnsAlone() throws Exception {
        byte[] key = encoder.key("orders", RowKey.of(AllTypes.TABLE.least()));

        assertThat(key).startsWith(0, 1, 2, 3, 4);
        GenericRecord record = generic(key);
        assertThat(record.getSchema().getFullName()).isEqualTo("my_orders.eu.shop.all_types.Key");
        assertThat(record).hasToString("{\"c0_int\": 1}");
    }

    @Test
    void chosenKeysMayBeNull() throws Exception {
        String column = ALL.column(18).name();

        GenericRecord record = generic(encoder.key("orders", RowKey.of(AllTypes.TABLE.nulls(), column)));

        assertThat(record.get(0)).isNull();
    }

    @Test
    void asksForTheIdOfASchemaOnce() {
        ChangeEvent event = ChangeEvent.insert(AllTypes.TABLE.least(), AllTypes.origin(0));

        value(event);
        value(event);
        encoder.key("orders", event.key());
        encoder.key("orders", event.key().folded());
        assertThat(ids.size()).isEqualTo(2);

        encoder.value("elsewhere", event.key(), event, new RecordHeaders());
        assertThat(ids.size()).isEqualTo(3);
    }

    @Test
    void rejectsDatesThatNoCalendarHas() {
        TableSchema table = table(Column.of("day", "date"));
        Row zero = partial(table, "day", "0000-00-00");

        assertThatThrownBy(() -> value(ChangeEvent.insert(zero, AllTypes.origin(0))))
                .isInstanceOf(SinkException.class)
                .hasMessage(
                        "Column 'day' of table shop.t holds a zero or partial date, for which Avro has no form: map it"
                                + " to NULL in a step, or write a format in which dates are text (ChangeFormat.debezium())");
    }

    @Test
    void rejectsPartsOfRows() {
        TableSchema table = table(Column.of("a", "int"), Column.of("b", "int"));

        assertThatThrownBy(() -> value(ChangeEvent.insert(Row.of(table, Map.of("a", 1)), AllTypes.origin(0))))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("The INSERT of table shop.t lacks column 'b'")
                .hasMessageContaining("binlog_row_image = 'FULL'");
    }

    @Test
    void rejectsDecimalsOfMoreDigitsThanTheirType() {
        TableSchema table = table(Column.of("price", "decimal(10,2)"));

        assertThatThrownBy(() -> value(ChangeEvent.insert(Row.of(table, new BigDecimal("1.001")), AllTypes.origin(0))))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("Column 'price' of table shop.t has more digits behind the point");
        ChangeEvent rounder = ChangeEvent.insert(Row.of(table, new BigDecimal("1e3")), AllTypes.origin(0));
        assertThat(deserializer.deserialize("t", value(rounder)).row().getDecimal("price"))
                .isEqualTo(new BigDecimal("1000.00"));
    }

    @Test
    void saysWhatCannotBeRead() {
        byte[] value = value(ChangeEvent.insert(AllTypes.TABLE.least(), AllTypes.origin(0)));

        assertThatThrownBy(() -> deserializer.deserialize("orders", "{\"a\":1}".getBytes(UTF_8)))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("is no Avro that names its schema by a zero byte");
        assertThatThrownBy(() -> deserializer.deserialize("orders", new byte[] {0, 0, 0, 0, 9, 1}))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("The schema registry memory has no schema of the id 9");
        assertThatThrownBy(() -> deserializer.deserialize("orders", Arrays.copyOf(value, value.length / 2)))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("The value of table shop.all-types does not fit its schema of the id 16909060");
        ChangeDeserializer foreign =
                new ChangeDeserializer(id -> Optional.of("{\"type\":\"record\",\"name\":\"X\",\"fields\":[]}"), "");
        assertThatThrownBy(() -> foreign.deserialize("orders", value))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("X, lacks the property tributary.columns that AvroFormat writes");
    }

    private static TableSchema table(Column... columns) {
        return TableSchema.of(new TableId("shop", "t"), List.of(columns), List.of());
    }

    /** A row as a format of text restores it, since a date of no calendar has no Java object. */
    private static Row partial(TableSchema table, String column, String text) {
        String envelope = "{\"before\":null,\"after\":{\"" + column + "\":\"" + text
                + "\"},\"source\":{\"server_id\":1," + "\"file\":\"f\",\"ts_us\":1,\"pos\":4,\"row\":0},\"op\":\"c\"}";
        return new EnvelopeReader()
                .read(envelope.getBytes(UTF_8), SchemaHeader.encode(table))
                .row();
    }
}
