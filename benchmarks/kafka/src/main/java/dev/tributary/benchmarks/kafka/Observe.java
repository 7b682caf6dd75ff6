package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.Latency;
import dev.tributary.benchmarks.contest.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Looks how old rows are when their envelopes come out of a topic, whoever has written them. */
final class Observe {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final byte[] SENT = "\"sent_micros\":".getBytes(StandardCharsets.UTF_8);

    private Observe() {}

    public static void main(String[] arguments) throws Exception {
        Latency.run(Task.parse(arguments), (task, meter) -> {
            List<TopicPartition> partitions = Topic.partitions(task);
            try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(Topic.consumer(task))) {
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                for (long seen = 0; seen < task.rows(); ) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        meter.row(sentMicros(record.value()));
                        seen++;
                    }
                }
            }
        });
    }

    /** Returns the number that follows the name of the column, which stands only once in the envelope of an insert. */
    private static long sentMicros(byte[] envelope) {
        int at = 0;
        while (!begins(envelope, at)) {
            at++;
        }
        long number = 0;
        for (int i = at + SENT.length; envelope[i] >= '0' && envelope[i] <= '9'; i++) {
            number = number * 10 + envelope[i] - '0';
        }
        return number;
    }

    private static boolean begins(byte[] envelope, int at) {
        for (int i = 0; i < SENT.length; i++) {
            if (envelope[at + i] != SENT[i]) {
                return false;
            }
        }
        return true;
    }
}
