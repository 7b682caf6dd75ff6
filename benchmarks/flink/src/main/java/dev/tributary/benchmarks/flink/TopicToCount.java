package dev.tributary.benchmarks.flink;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.DECIMAL;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;

import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.FlinkJobs;
import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.flink.ChangeEventDeserializationSchema;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.json.debezium.DebeziumJsonDeserializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;

/** Reads a topic by Flink's connector, with our deserializer or Flink's own, as the setting {@code as} says. */
final class TopicToCount {

    /** The columns of both tables in the topic: a row has those of its own. */
    private static final DataType COLUMNS = ROW(
            FIELD("id", BIGINT()),
            FIELD("customer_id", BIGINT()),
            FIELD("product_id", INT()),
            FIELD("quantity", INT()),
            FIELD("status", STRING()),
            FIELD("price", DECIMAL(12, 2)),
            FIELD("weight", DOUBLE()),
            FIELD("email", STRING()),
            FIELD("note", STRING()),
            FIELD("attributes", STRING()),
            FIELD("placed_at", TIMESTAMP(6)),
            FIELD("updated_at", TIMESTAMP_LTZ(3)),
            FIELD("k", INT()),
            FIELD("c", STRING()),
            FIELD("pad", STRING()));

    private TopicToCount() {}

    public static void main(String[] arguments) throws Exception {
        FlinkJobs.run(Task.parse(arguments), (task, meter) -> {
            if (task.setting("as").equals("changes")) {
                read(
                        task,
                        meter,
                        ChangeEventDeserializationSchema.builder().build(),
                        change -> change.row().isNull(0) ? 1 : 0);
            } else {
                read(
                        task,
                        meter,
                        KafkaRecordDeserializationSchema.valueOnly(debezium()),
                        row -> row.isNullAt(0) ? 1 : 0);
            }
        });
    }

    private static DebeziumJsonDeserializationSchema debezium() {
        return new DebeziumJsonDeserializationSchema(
                COLUMNS,
                List.of(),
                InternalTypeInfo.<RowData>of(COLUMNS.getLogicalType()),
                false,
                false,
                TimestampFormat.ISO_8601);
    }

    private static <T> void read(
            Task task, CaptureMeter meter, KafkaRecordDeserializationSchema<T> schema, FlinkJobs.Size<T> size)
            throws Exception {
        KafkaSource<T> source = KafkaSource.<T>builder()
                .setBootstrapServers(task.setting(KafkaSettings.BROKER))
                .setTopics(task.setting(KafkaSettings.TOPIC))
                .setGroupId("bench-" + UUID.randomUUID())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(schema)
                .build();
        FlinkJobs.read(
                task,
                meter,
                environment -> environment.fromSource(source, WatermarkStrategy.noWatermarks(), "topic"),
                size);
    }
}
