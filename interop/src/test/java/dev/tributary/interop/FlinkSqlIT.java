package dev.tributary.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.kafka.ChangeFormat;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.WithKafka;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table of Flink SQL over a topic of ours, as a user declares it: Flink's own planner, runtime, connector and format. */
@WithKafka
@Timeout(180)
class FlinkSqlIT {

    private final KafkaBroker kafka;

    FlinkSqlIT(KafkaBroker kafka) {
        this.kafka = kafka;
    }

    @Test
    @SuppressWarnings({"FutureReturnValueIgnored", "try"}) // closing the producer waits for what it has sent
    void aTableOfDebeziumJsonHoldsWhatTheSourceHolds() throws Exception {
        String topic = kafka.newTopic("flink", 1);
        ChangeEvent kept = Orders.update();
        ChangeFormat format = ChangeFormat.debezium();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (ChangeEvent event : List.of(Orders.insert(), Orders.delete(), Orders.snapshot(), kept)) {
                producer.send(new ProducerRecord<>(topic, Orders.key(format, event), Orders.value(format, event)));
            }
            producer.send(new ProducerRecord<>(topic, Orders.key(format, kept), null)); // a tombstone
        }
        TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        flink.getConfig().set("parallelism.default", "1");
        flink.executeSql(
                "CREATE TABLE orders (id INT, big BIGINT, price DECIMAL(20, 2), ratio DOUBLE, note STRING) WITH ("
                        + "'connector' = 'kafka', 'topic' = '" + topic + "',"
                        + " 'properties.bootstrap.servers' = '" + kafka.bootstrapServers() + "',"
                        + " 'scan.startup.mode' = 'earliest-offset', 'scan.bounded.mode' = 'latest-offset',"
                        + " 'format' = 'debezium-json', 'debezium-json.timestamp-format.standard' = 'ISO-8601')");

        List<String> changes = new ArrayList<>();
        try (CloseableIterator<Row> rows = flink.executeSql("SELECT id, big, price, ratio, note FROM orders")
                .collect()) {
            rows.forEachRemaining(row -> changes.add(row.getKind().shortString() + row));
        }

        BigDecimal price = new BigDecimal(Orders.PRICE);
        String note = "a \"ü\" 😀";
        assertThat(changes).hasSize(5);
        assertThat(changes.get(0)).startsWith("+I").contains(price.toPlainString(), note, "9007199254740993");
        assertThat(changes.get(1)).startsWith("-D");
        assertThat(changes.get(2)).startsWith("+I");
        assertThat(changes.get(3)).startsWith("-U").contains(note);
        assertThat(changes.get(4)).startsWith("+U").contains("0.1").doesNotContain(note);
    }
}
