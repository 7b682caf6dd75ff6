package dev.tributary.examples.storm;

import dev.tributary.examples.common.JobOptions;
import dev.tributary.format.SchemaHeader;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.storm.Config;
import org.apache.storm.LocalCluster;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Values;
import org.jspecify.annotations.Nullable;

/**
 * Reads changes from a topic, turns their text to upper case, and stores them in a table. At least once: a change is acknowledged when it is
 * stored, and the spout commits the offsets of what is acknowledged.
 *
 * <p>Spout and bolt share one worker, so that they end together: else a bolt that begins anew would see changes of a key in another order than
 * the topic has them.
 */
final class UppercaseTopology {

    private static final int TASKS = 2;
    private static final int COMMIT_MILLIS = 500;
    private static final int TIMEOUT_SECONDS = 300;

    private UppercaseTopology() {}

    public static void main(String[] arguments) throws Exception {
        JobOptions options = JobOptions.parse(arguments);
        TopologyBuilder topology = new TopologyBuilder();
        topology.setSpout("changes", new KafkaSpout<>(spout(options)), TASKS);
        topology.setBolt("table", new UppercaseBolt(options), TASKS).fieldsGrouping("changes", new Fields("partition"));
        Config config = new Config();
        config.setNumWorkers(1);
        config.setMessageTimeoutSecs(TIMEOUT_SECONDS);
        new LocalCluster().submitTopology("uppercase", config, topology.createTopology());
        Thread.currentThread().join(); // until it is killed
    }

    private static KafkaSpoutConfig<byte[], byte[]> spout(JobOptions options) {
        return new KafkaSpoutConfig.Builder<byte[], byte[]>(options.bootstrap(), options.from())
                .setProp(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class)
                .setProp(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class)
                .setProp(ConsumerConfig.GROUP_ID_CONFIG, "uppercase")
                .setProp(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                .setFirstPollOffsetStrategy(FirstPollOffsetStrategy.UNCOMMITTED_EARLIEST)
                .setOffsetCommitPeriodMs(COMMIT_MILLIS)
                .setRecordTranslator(UppercaseTopology::tuple, new Fields("partition", "offset", "value", "schema"))
                .build();
    }

    /** Returns what a bolt needs of a record; null for a tombstone, which the spout acknowledges by itself. */
    private static @Nullable List<Object> tuple(ConsumerRecord<byte[], byte[]> record) {
        return record.value() == null
                ? null
                : new Values(
                        record.partition(),
                        record.offset(),
                        record.value(),
                        record.headers().lastHeader(SchemaHeader.NAME).value());
    }
}
