package dev.tributary.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.avro.AvroFormat;
import dev.tributary.avro.SchemaRegistry;
import dev.tributary.testkit.SchemaRegistryServer;
import dev.tributary.testkit.SharedServers;
import io.apicurio.registry.serde.Legacy4ByteIdHandler;
import io.apicurio.registry.serde.SerdeConfig;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerdeConfig;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Apicurio's own deserializer reads Avro that we write, with the schemas that its registry keeps. */
@Timeout(120)
class ApicurioAvroIT {

    private static final String TOPIC = "interop-orders";

    private final SchemaRegistryServer server = SharedServers.schemaRegistry();
    private final AvroFormat avro =
            AvroFormat.of(SchemaRegistry.builder().url(server.url()).build());

    private GenericRecord read(byte[] bytes, boolean key) {
        try (AvroKafkaDeserializer<GenericRecord> apicurio = new AvroKafkaDeserializer<>()) {
            apicurio.configure(
                    Map.of(
                            SerdeConfig.REGISTRY_URL,
                            server.apicurioUrl(),
                            SerdeConfig.ENABLE_HEADERS,
                            false,
                            SerdeConfig.ID_HANDLER,
                            Legacy4ByteIdHandler.class.getName(),
                            SerdeConfig.USE_ID,
                            "contentId",
                            AvroKafkaSerdeConfig.USE_SPECIFIC_AVRO_READER,
                            false),
                    key);
            return apicurio.deserialize(TOPIC, bytes);
        }
    }

    private GenericRecord value(ChangeEvent event) {
        return read(Orders.value(avro, event), false);
    }

    private static Object logical(GenericRecord row, String field) {
        Schema type = row.getSchema().getField(field).schema().getTypes().get(1);
        return new Conversions.DecimalConversion().fromBytes((ByteBuffer) row.get(field), type, type.getLogicalType());
    }

    @Test
    void readsValues() {
        GenericRecord envelope = value(Orders.insert());

        assertThat(envelope.getSchema().getFullName()).isEqualTo("orders.shop.orders.Envelope");
        assertThat(envelope.get("before")).isNull();
        assertThat(envelope.get("op")).hasToString("c");
        assertThat(((GenericRecord) envelope.get("source")).get("table")).hasToString("orders");
        GenericRecord row = (GenericRecord) envelope.get("after");
        assertThat(row.get("id")).isEqualTo(1);
        assertThat(row.get("big")).isEqualTo(9_007_199_254_740_993L);
        assertThat(logical(row, "price")).isEqualTo(new BigDecimal(Orders.PRICE));
        assertThat(row.get("paid")).isEqualTo(true);
        assertThat(row.get("day")).isEqualTo((int) LocalDate.parse("2024-01-31").toEpochDay());
        assertThat(row.get("at"))
                .isEqualTo(LocalDateTime.parse("2024-01-31T23:59:59.5").toEpochSecond(ZoneOffset.UTC) * 1_000_000
                        + 500_000);
        assertThat(row.get("moment"))
                .isEqualTo(Instant.parse("2024-01-31T23:59:59.5Z").toEpochMilli() * 1000);
        assertThat(row.get("raw")).isEqualTo(ByteBuffer.wrap(new byte[] {-1, 0, 1}));
        assertThat(row.get("note")).hasToString("a \"ü\" 😀");
    }

    @Test
    void readsBothHalvesOfAnUpdateAndADelete() {
        GenericRecord update = value(Orders.update());
        assertThat(((GenericRecord) update.get("before")).get("ratio")).isNull();
        assertThat(((GenericRecord) update.get("after")).get("ratio")).isEqualTo(0.1);
        assertThat(((GenericRecord) update.get("after")).get("note")).isNull();

        GenericRecord delete = value(Orders.delete());
        assertThat(delete.get("after")).isNull();
        assertThat(((GenericRecord) delete.get("before")).get("id")).isEqualTo(1);
    }

    @Test
    void readsKeys() {
        GenericRecord key = read(Orders.key(avro, Orders.insert()), true);

        assertThat(key).hasToString("{\"id\": 1}");
    }
}
