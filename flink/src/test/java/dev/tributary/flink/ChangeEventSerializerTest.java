package dev.tributary.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.ValueException;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.format.EnvelopeWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ChangeEventSerializerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:06Z"), ZoneOffset.UTC);

    static Stream<Arguments> values() {
        byte[] bytes = {0, -1, 127, -128};
        return Stream.of(
                Arguments.of("tinyint", List.of(-128, 0, 127)),
                Arguments.of("smallint unsigned", List.of(0, 65_535)),
                Arguments.of("mediumint", List.of(-8_388_608, 8_388_607)),
                Arguments.of("int", List.of(Integer.MIN_VALUE, Integer.MAX_VALUE)),
                Arguments.of("int unsigned", List.of(0L, 4_294_967_295L)),
                Arguments.of("bigint", List.of(Long.MIN_VALUE, -1L, Long.MAX_VALUE)),
                Arguments.of("bigint unsigned", List.of(BigInteger.ZERO, new BigInteger("18446744073709551615"))),
                Arguments.of("decimal(10,2)", List.of(new BigDecimal("-12.50"), new BigDecimal("0.00"))),
                Arguments.of("decimal(65,30)", List.of(new BigDecimal("9".repeat(35) + "." + "9".repeat(30)))),
                Arguments.of("float", List.of(-0.0f, 3.25f, Float.MIN_VALUE)),
                Arguments.of("double", List.of(-0.0, 0.1, Double.MAX_VALUE)),
                Arguments.of("bit(1)", List.of(true, false)),
                Arguments.of("bit(64)", List.of(new BigInteger("18446744073709551615"))),
                Arguments.of("char(10)", List.of("", "a")),
                Arguments.of("varchar(100)", List.of("ü 😀 \u0000 \"", "x".repeat(100))),
                Arguments.of("longtext", List.of("y".repeat(70_000))),
                Arguments.of("varbinary(100)", List.of(bytes, new byte[0])),
                Arguments.of("longblob", List.of(new byte[70_000])),
                Arguments.of("date", List.of(LocalDate.parse("1000-01-01"), LocalDate.parse("9999-12-31"))),
                Arguments.of("time(6)", List.of(Duration.ofHours(-838), Duration.parse("PT-0.000001S"), Duration.ZERO)),
                Arguments.of("datetime(6)", List.of(LocalDateTime.parse("2024-02-29T23:59:59.999999"))),
                Arguments.of("timestamp(3)", List.of(Instant.parse("2038-01-19T03:14:07.999Z"))),
                Arguments.of("year", List.of(0, 2155)),
                Arguments.of("enum('a','it''s')", List.of("it's", "")),
                Arguments.of("set('x','y')", List.of("x,y")),
                Arguments.of("json", List.of("{\"a\": [1, null]}")),
                Arguments.of("geometry", List.of(bytes)),
                Arguments.of("vector(1)", List.of(bytes)),
                Arguments.of("uuid", List.of("123e4567-e89b-12d3-a456-426655440000")),
                Arguments.of("inet4", List.of("10.0.0.1")),
                Arguments.of("inet6", List.of("::1")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void keepsValuesOfEachType(String type, List<Object> values) {
        TableSchema schema = TableSchema.of(new TableId("d", "t"), List.of(Column.of("c", type)), List.of());
        for (Object value : values) {
            Row row = Row.of(schema, value);
            Row passed = passed(row);
            assertThat(passed.get(0)).isEqualTo(value);
            assertThat(passed.getText(0)).isEqualTo(row.getText(0));
            assertThat(passed.schema()).isEqualTo(schema);
        }
        assertThat(passed(Row.of(schema, new Object[] {null})).isNull(0)).isTrue();
        Row absent = passed(Row.of(schema, Map.of()));
        assertThat(absent.has(0)).isFalse();
        assertThatThrownBy(() -> absent.get(0))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("Column 'c' of table d.t is absent");
    }

    private static Row passed(Row row) {
        return Changes.passed(ChangeEvent.insert(row, Changes.origin(1))).row();
    }

    /** Written as an envelope, an event that has passed Flink is the same to the byte, dates that no calendar has included. */
    @Test
    void keepsDatesThatNoCalendarHas() {
        TableSchema schema = TableSchema.of(
                new TableId("d", "t"),
                List.of(Column.of("a", "date"), Column.of("b", "datetime(3)"), Column.of("c", "timestamp")),
                List.of());
        EnvelopeWriter writer = new EnvelopeWriter("test", CLOCK);
        byte[] envelope = new String(
                        writer.write(ChangeEvent.insert(Row.of(schema, null, null, null), Changes.origin(1))),
                        StandardCharsets.UTF_8)
                .replace(
                        "\"a\":null,\"b\":null,\"c\":null",
                        "\"a\":\"2024-00-31\",\"b\":\"0000-00-00T00:00:00.000\",\"c\":\"0000-00-00T00:00:00Z\"")
                .getBytes(StandardCharsets.UTF_8);
        ChangeEvent event = new EnvelopeReader().read(envelope, writer.schema(schema));

        ChangeEvent passed = Changes.passed(event);

        assertThat(passed.row().getText("a")).isEqualTo("2024-00-31");
        assertThat(passed.row().getText("b")).isEqualTo("0000-00-00 00:00:00.000");
        assertThat(writer.write(passed)).asString(StandardCharsets.UTF_8).isEqualTo(text(envelope));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Test
    void keepsOperationRowsAndOrigin() {
        Transaction plain = Transaction.of(1, "mariadb.7", 4, Instant.EPOCH);
        BinlogOrigin told = new BinlogOrigin(RowsEvent.of(plain, 9, 2).withStatement("UPDATE t"), 5, false);
        List<ChangeEvent> events = List.of(
                Changes.insert(1, "one"),
                Changes.update(1, "one", 2, "two"),
                Changes.delete(2, null),
                ChangeEvent.insert(Changes.item(4, "told"), told),
                ChangeEvent.snapshot(
                        Changes.item(3, "s"),
                        BinlogOrigin.ofSnapshot(Changes.origin(3).event(), 70)));
        for (ChangeEvent event : events) {
            ChangeEvent passed = Changes.passed(event);
            assertThat(passed.operation()).isEqualTo(event.operation());
            assertThat(passed.origin()).isEqualTo(event.origin());
            assertThat(passed.key()).isEqualTo(event.key());
            assertThat(passed.before().map(row -> row.get(1)))
                    .isEqualTo(event.before().map(row -> row.get(1)));
            assertThat(passed.after().map(row -> row.get(1)))
                    .isEqualTo(event.after().map(row -> row.get(1)));
            assertThat(Changes.passed(passed)).isEqualTo(passed);
        }
    }

    @Test
    void eachRowKeepsItsOwnColumns() {
        ChangeEvent event = ChangeEvent.update(
                Changes.item(1, "one"),
                Row.of(Changes.WIDER_ITEMS, 1, "one", new BigDecimal("2.50")),
                Changes.origin(1));

        ChangeEvent passed = Changes.passed(event);

        assertThat(passed.before().orElseThrow().schema()).isEqualTo(Changes.ITEMS);
        assertThat(passed.schema()).isEqualTo(Changes.WIDER_ITEMS);
        assertThat(passed.row().getDecimal("price")).isEqualTo("2.50");
    }

    @Test
    void eventsOfOneTableShareSchemaAndTransaction() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        ChangeEventSerializer serializer = new ChangeEventSerializer();
        serializer.serialize(Changes.insert(1, "one"), out);
        serializer.serialize(ChangeEvent.insert(Row.of(Changes.NAMES, "a", 1), Changes.origin(1)), out);
        serializer.serialize(Changes.update(1, "one", 1, "two"), out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());

        ChangeEvent first = serializer.deserialize(in);
        ChangeEvent other = serializer.deserialize(in);
        ChangeEvent last = serializer.deserialize(in);

        assertThat(last.schema()).isSameAs(first.schema()).isNotSameAs(other.schema());
        assertThat(last.origin().event()).isSameAs(first.origin().event());
        assertThat(first.row().getString("note")).isEqualTo("one");
    }

    /** What version 1 wrote. It must be read for ever: do not change these bytes. */
    @Test
    void readsVersion1() {
        byte[] written = HexFormat.of().parseHex(Version1.UPDATE);

        assertThat(Changes.deserialize(written)).isEqualTo(Changes.passed(Changes.update(1, "one", 2, "zwölf")));
        assertThat(Changes.serialize(Changes.update(1, "one", 2, "zwölf"))).isEqualTo(written);
    }

    @Test
    void refusesWhatANewerVersionWrote() {
        byte[] bytes = Changes.serialize(Changes.insert(1, "one"));
        bytes[Integer.BYTES] = 2;

        assertThatThrownBy(() -> Changes.deserialize(bytes))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("is of version 2, but only up to version 1 is known here");
    }

    @Test
    void everyTruncationIsAnErrorThatSaysSo() {
        byte[] whole = Changes.serialize(Changes.update(1, "one", 2, "two"));
        for (int length = 0; length < whole.length - Integer.BYTES; length++) {
            byte[] cut = whole.clone();
            cut[0] = 0;
            cut[1] = 0;
            cut[2] = (byte) (length >>> 8);
            cut[3] = (byte) length;
            assertThatThrownBy(() -> Changes.deserialize(cut).row().getText("note"))
                    .isInstanceOf(DecodeException.class);
        }
    }

    @Test
    void aSnapshotOfANewerSerializerIsNotCompatible() throws Exception {
        TypeSerializerSnapshot<ChangeEvent> mine = new ChangeEventSerializer().snapshotConfiguration();
        assertThat(mine.resolveSchemaCompatibility(snapshotOfVersion(1)).isCompatibleAsIs())
                .isTrue();
        assertThat(mine.resolveSchemaCompatibility(snapshotOfVersion(2)).isIncompatible())
                .isTrue();
    }

    private static TypeSerializerSnapshot<ChangeEvent> snapshotOfVersion(int version) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(4);
        out.writeInt(version);
        TypeSerializerSnapshot<ChangeEvent> snapshot = new ChangeEventSerializer.Snapshot();
        snapshot.readSnapshot(1, new DataInputDeserializer(out.getCopyOfBuffer()), Changes.class.getClassLoader());
        return snapshot;
    }
}
