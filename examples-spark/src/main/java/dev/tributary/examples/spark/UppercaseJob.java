package dev.tributary.examples.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.SinkSession;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.examples.common.JobOptions;
import dev.tributary.jdbc.JdbcSink;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;

/**
 * Reads changes from a topic, turns the text of their column {@code value} to upper case, writes them to another topic, and stores what is
 * in that one in a table. Each batch is done at least once, in the order of its partitions: one that is done again ends the same.
 */
final class UppercaseJob {

    private static final String ROW = "STRUCT<id: INT, value: STRING>";
    private static final DataType ENVELOPE =
            DataType.fromDDL("STRUCT<op: STRING, before: " + ROW + ", after: " + ROW + ">");
    private static final TableSchema TABLE = TableSchema.of(
            new TableId("mydb", "mytable"),
            List.of(Column.of("id", "int"), Column.of("value", "varchar(100)")),
            List.of("id"));

    private UppercaseJob() {}

    public static void main(String[] arguments) throws Exception {
        JobOptions options = JobOptions.parse(arguments);
        SparkSession spark = SparkSession.builder()
                .appName("uppercase")
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .getOrCreate();
        changes(spark, options, options.from())
                .withColumn("after", when(col("after").isNotNull(), upperCase()))
                .select(
                        col("key"),
                        to_json(struct("op", "before", "after"), Map.of("ignoreNullFields", "false"))
                                .as("value"))
                .writeStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", options.bootstrap())
                .option("topic", options.to())
                .option("checkpointLocation", options.folder() + "/to-topic")
                .start();
        changes(spark, options, options.to())
                .writeStream()
                .option("checkpointLocation", options.folder() + "/to-table")
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, number) ->
                        batch.foreachPartition((ForeachPartitionFunction<Row>) changes -> store(changes, options)))
                .start();
        spark.streams().awaitAnyTermination();
    }

    /** The envelopes of a topic, without tombstones; a change of a key comes as a delete and an insert. */
    private static Dataset<Row> changes(SparkSession spark, JobOptions options, String topic) {
        return spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", options.bootstrap())
                .option("kafka.isolation.level", "read_committed")
                .option("subscribe", topic)
                .option("startingOffsets", "earliest")
                .load()
                .where(col("value").isNotNull())
                .select(
                        col("key"),
                        from_json(col("value").cast("string"), ENVELOPE, Map.of("mode", "FAILFAST"))
                                .as("change"))
                .select("key", "change.op", "change.before", "change.after");
    }

    private static org.apache.spark.sql.Column upperCase() {
        return struct(col("after.id").as("id"), upper(col("after.value")).as("value"));
    }

    /** Stores the changes of one partition of the topic, which has all changes of its keys in their order. */
    private static void store(Iterator<Row> changes, JobOptions options) throws InterruptedException {
        try (SinkSession<ChangeEvent> table = SinkSession.open(
                "uppercase",
                JdbcSink.changeEvents(options.database()).table(options.table()).build())) {
            while (changes.hasNext()) {
                table.write(change(changes.next()));
            }
            table.flush();
        }
    }

    private static ChangeEvent change(Row change) {
        BinlogOrigin origin = BinlogOrigin.nowhere(Instant.now());
        boolean deletes = change.<String>getAs("op").equals("d");
        Row image = change.getAs(deletes ? "before" : "after");
        dev.tributary.Row row = dev.tributary.Row.of(TABLE, image.getInt(0), image.getString(1));
        return deletes ? ChangeEvent.delete(row, origin) : ChangeEvent.insert(row, origin);
    }
}
