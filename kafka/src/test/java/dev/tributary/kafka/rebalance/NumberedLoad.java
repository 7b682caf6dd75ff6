package dev.tributary.kafka.rebalance;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes the versions 0, 1, 2, … of each of some keys to a topic, all keys in turn, on a thread of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for what it has sent
final class NumberedLoad implements AutoCloseable {

    private static final long PAUSE_NANOS = 20_000_000;

    private final String brokers;
    private final String topic;
    private final int keys;
    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final Thread thread = new Thread(this::write, "load");
    private int versions; // of the load's thread until it has ended

    NumberedLoad(String brokers, String topic, int keys) {
        this.brokers = brokers;
        this.topic = topic;
        this.keys = keys;
        thread.start();
    }

    private void write() {
        try (KafkaProducer<String, String> producer = producer()) {
            while (writing.get()) {
                writeVersion(producer);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private KafkaProducer<String, String> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", "1"), new StringSerializer(), new StringSerializer());
    }

    private void writeVersion(KafkaProducer<String, String> producer) {
        for (int key = 0; key < keys; key++) {
            producer.send(new ProducerRecord<>(topic, "k" + key, "" + versions));
        }
        versions++;
    }

    /** Ends the load; returns how many versions each key has. */
    int stop() throws InterruptedException {
        writing.set(false);
        thread.join();
        return versions;
    }

    /** Writes one more version of each key, after the end of the load; returns how many there are then. */
    int writeLast() {
        try (KafkaProducer<String, String> producer = producer()) {
            writeVersion(producer);
        }
        return versions;
    }

    @Override
    public void close() {
        writing.set(false);
    }
}
