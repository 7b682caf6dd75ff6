package dev.tributary.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.format.ChangeReader;
import dev.tributary.format.JsonForm;
import dev.tributary.kafka.ChangeFormat;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka Connect's JsonConverter reads what we write, and we read what it writes. */
class ConnectJsonTest {

    private static final ChangeFormat FORMAT = ChangeFormat.debezium().connectSchemas();
    private static final ChangeFormat NUMBERS = ChangeFormat.debezium()
            .form(JsonForm.standard().numericDecimals().epochTimes())
            .connectSchemas();

    private static JsonConverter converter(boolean key, Map<String, String> settings) {
        JsonConverter converter = new JsonConverter();
        converter.configure(settings, key);
        return converter;
    }

    @Test
    void readsTheEnvelopeByItsSchema() {
        SchemaAndValue read = converter(false, Map.of()).toConnectData("topic", Orders.value(FORMAT, Orders.update()));

        Struct envelope = (Struct) read.value();
        envelope.validate();
        Struct before = envelope.getStruct("before");
        Struct after = envelope.getStruct("after");
        assertThat(read.schema().name()).isEqualTo("orders.shop.orders.Envelope");
        assertThat(envelope.getString("op")).isEqualTo("u");
        assertThat(envelope.getInt64("ts_ms")).isPositive();
        assertThat(envelope.getStruct("source").getString("gtid")).isEqualTo("3e11fa47-71ca-11e1-9e33-c80aa9429562:23");
        assertThat(before.get("ratio")).isNull();
        assertThat(before.getString("note")).isEqualTo("a \"ü\" 😀");
        assertThat(after.get("note")).isNull();
        assertThat(after.getInt32("id")).isEqualTo(1);
        assertThat(after.getInt64("big")).isEqualTo(9_007_199_254_740_993L);
        assertThat(after.getString("price")).isEqualTo(Orders.PRICE);
        assertThat(after.getFloat64("ratio")).isEqualTo(0.1);
        assertThat(after.getBoolean("paid")).isTrue();
        assertThat(after.getString("day")).isEqualTo("2024-01-31");
        assertThat(ByteBuffer.wrap(after.getBytes("raw"))).isEqualTo(ByteBuffer.wrap(new byte[] {-1, 0, 1}));
    }

    @Test
    void readsNumbersAsItsOwnDecimalsAndDebeziumsTimes() {
        SchemaAndValue read = converter(false, Map.of()).toConnectData("topic", Orders.value(NUMBERS, Orders.insert()));

        Struct after = ((Struct) read.value()).getStruct("after");
        after.validate();
        assertThat(after.get("price")).isEqualTo(new BigDecimal(Orders.PRICE));
        assertThat(after.getInt32("day"))
                .isEqualTo((int) LocalDate.parse("2024-01-31").toEpochDay());
        assertThat(after.getInt64("at")).isEqualTo(1_706_745_599_500L);
        assertThat(after.schema().field("at").schema().name()).isEqualTo("io.debezium.time.Timestamp");
        assertThat(((Struct) read.value()).get("before")).isNull();
    }

    @Test
    void readsTheKey() {
        SchemaAndValue read = converter(true, Map.of()).toConnectData("topic", Orders.key(FORMAT, Orders.insert()));

        Struct key = (Struct) read.value();
        assertThat(key.getInt32("id")).isEqualTo(1);
        assertThat(key.schema().field("id").schema().type()).isEqualTo(Schema.Type.INT32);
        assertThat(key.schema().field("id").schema().isOptional()).isFalse();
    }

    @Test
    void readsEnvelopesWithoutSchemas() {
        JsonConverter plain = converter(false, Map.of("schemas.enable", "false"));

        Map<?, ?> envelope =
                (Map<?, ?>) plain.toConnectData("topic", Orders.value(ChangeFormat.debezium(), Orders.delete()))
                        .value();

        assertThat(envelope.get("op")).isEqualTo("d");
        assertThat(envelope.get("after")).isNull();
        assertThat(((Map<?, ?>) envelope.get("before")).get("price")).isEqualTo(Orders.PRICE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASE64", "NUMERIC"})
    void weReadWhatTheConverterWrites(String decimals) {
        JsonConverter converter = converter(false, Map.of("decimal.format", decimals));
        JsonConverter keys = converter(true, Map.of());
        for (ChangeFormat format : List.of(FORMAT, NUMBERS)) {
            SchemaAndValue value = converter.toConnectData("topic", Orders.value(format, Orders.update()));
            SchemaAndValue key = keys.toConnectData("topic", Orders.key(format, Orders.update()));

            ChangeEvent read = read(
                    keys.fromConnectData("topic", key.schema(), key.value()),
                    converter.fromConnectData("topic", value.schema(), value.value()));

            for (int i = 0; i < Orders.SCHEMA.size(); i++) {
                assertThat(read.row().get(i)).isEqualTo(Orders.update().row().get(i));
                assertThat(read.before().orElseThrow().get(i))
                        .isEqualTo(Orders.update().before().orElseThrow().get(i));
                assertThat(read.schema().column(i).type())
                        .isEqualTo(Orders.SCHEMA.column(i).type().withCharset(""));
            }
            assertThat(read.schema().keyColumns()).containsExactly(0);
            assertThat(read.origin()).isEqualTo(Orders.update().origin());
        }
    }

    private static ChangeEvent read(byte[] key, byte[] value) {
        List<ChangeEvent> events = new ArrayList<>();
        new ChangeReader(List.of()).read(key, Objects.requireNonNull(value), new ChangeReader.Handler() {
            @Override
            public void changed(ChangeEvent event) {
                events.add(event);
            }

            @Override
            public void tableChanged(TableChange change) {
                throw new AssertionError(change);
            }
        });
        assertThat(events).hasSize(1);
        return events.get(0);
    }
}
