package dev.tributary.benchmarks.debeziumsink;

import dev.tributary.benchmarks.contest.Load.Change;
import dev.tributary.benchmarks.contest.Order;
import io.debezium.data.Enum;
import io.debezium.data.Json;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.ZonedTimestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Changes as Debezium's MySQL connector describes them. */
final class Records {

    static final TopicPartition PARTITION = new TopicPartition("bench.orders", 0);

    private static final Schema KEY = SchemaBuilder.struct()
            .name("bench.orders.Key")
            .field("id", Schema.INT64_SCHEMA)
            .build();

    private static final Schema ROW = SchemaBuilder.struct()
            .name("bench.orders.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("customer_id", Schema.INT64_SCHEMA)
            .field("product_id", Schema.INT32_SCHEMA)
            .field("quantity", Schema.INT16_SCHEMA)
            .field("status", Enum.schema("new,paid,packed,shipped,delivered,returned"))
            .field(
                    "price",
                    Decimal.builder(2)
                            .parameter("connect.decimal.precision", "12")
                            .build())
            .field("weight", Schema.FLOAT64_SCHEMA)
            .field("email", Schema.STRING_SCHEMA)
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .field("attributes", Json.builder().optional().build())
            .field("placed_at", MicroTimestamp.schema())
            .field("updated_at", ZonedTimestamp.schema())
            .build();

    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("bench.orders.Envelope")
            .field("before", ROW)
            .field("after", ROW)
            .field("op", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
            .build();

    private Records() {}

    static List<SinkRecord> of(List<Change> changes) {
        List<SinkRecord> records = new ArrayList<>(changes.size());
        for (Change change : changes) {
            records.add(new SinkRecord(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    KEY,
                    new Struct(KEY).put("id", change.row().id()),
                    ENVELOPE,
                    envelope(change),
                    records.size()));
        }
        return records;
    }

    private static Struct envelope(Change change) {
        Struct row = row(change.row());
        Struct envelope = new Struct(ENVELOPE).put("ts_ms", 0L);
        return switch (change.kind()) {
            case INSERT -> envelope.put("op", "c").put("after", row);
            case UPDATE ->
                envelope.put("op", "u")
                        .put("before", row(Order.of(change.row().id(), 0)))
                        .put("after", row);
            case DELETE -> envelope.put("op", "d").put("before", row);
        };
    }

    private static Struct row(Order order) {
        return new Struct(ROW)
                .put("id", order.id())
                .put("customer_id", order.customer())
                .put("product_id", order.product())
                .put("quantity", order.quantity())
                .put("status", order.status())
                .put("price", order.price())
                .put("weight", order.weight())
                .put("email", order.email())
                .put("note", order.note())
                .put("attributes", order.attributes())
                .put(
                        "placed_at",
                        ChronoUnit.MICROS.between(
                                Instant.EPOCH, order.placedAt().toInstant(ZoneOffset.UTC)))
                .put("updated_at", order.updatedAt().toString());
    }
}
