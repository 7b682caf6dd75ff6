package dev.tributary.benchmarks.kafka;

import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends messages that are in memory, again and again, by a producer and nothing else. */
final class BareProducer {

    private static final int LOOK_EVERY = 100;

    private BareProducer() {}

    public static void main(String[] arguments) throws Exception {
        Task first = Task.parse(arguments);
        List<ProducerRecord<byte[], byte[]>> messages = Memory.read(first);
        Capture.run(first, (task, meter) -> {
            Map<String, Object> settings = KafkaSettings.producer(task);
            boolean transactional = task.settings().containsKey(KafkaSettings.COMMIT);
            if (transactional) {
                settings.put("transactional.id", "bare-" + UUID.randomUUID());
            }
            try (Producer<byte[], byte[]> producer =
                    new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.partitionsFor(task.setting(KafkaSettings.TOPIC));
                if (transactional) {
                    long interval = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(task.setting(KafkaSettings.COMMIT)));
                    sendInTransactions(producer, messages, task.rows(), interval, meter);
                } else {
                    sendAll(producer, messages, task.rows(), meter);
                }
            }
        });
    }

    private static void sendAll(
            Producer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> messages,
            long rows,
            CaptureMeter meter) {
        for (long row = 0; row < rows; row++) {
            send(producer, messages, row, meter);
        }
        producer.flush();
        meter.mark();
    }

    /** As a program does that has one thread: it stands still while a transaction is committed. */
    private static void sendInTransactions(
            Producer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> messages,
            long rows,
            long interval,
            CaptureMeter meter) {
        producer.initTransactions();
        producer.beginTransaction();
        long begun = System.nanoTime();
        for (long row = 0; row < rows; row++) {
            if (row % LOOK_EVERY == 0 && System.nanoTime() - begun >= interval) {
                producer.commitTransaction();
                producer.beginTransaction();
                begun = System.nanoTime();
            }
            send(producer, messages, row, meter);
        }
        producer.commitTransaction();
        meter.mark();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    private static void send(
            Producer<byte[], byte[]> producer,
            List<ProducerRecord<byte[], byte[]>> messages,
            long row,
            CaptureMeter meter) {
        ProducerRecord<byte[], byte[]> message = messages.get((int) (row % messages.size()));
        meter.row(message.key().length + message.value().length);
        producer.send(message, (stored, failure) -> {
            if (failure != null) {
                meter.fail(failure);
            }
        });
    }
}
