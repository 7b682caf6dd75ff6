package dev.tributary.benchmarks.debezium;

import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.Task;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends the JSON of an engine to a topic at least once, as its users write that: a batch is done once it is stored. */
final class ByHand {

    private ByHand() {}

    /**
     * Runs an engine up to the mark.
     *
     * @param each is told of each record before it is sent
     * @param stored is told whenever all records so far are stored
     */
    static void run(Task task, Properties properties, Consumer<ChangeEvent<String, String>> each, Runnable stored)
            throws IOException, InterruptedException {
        String topic = task.setting(KafkaSettings.TOPIC);
        AtomicReference<Exception> failed = new AtomicReference<>();
        try (Producer<String, String> producer =
                new KafkaProducer<>(KafkaSettings.producer(task), new StringSerializer(), new StringSerializer())) {
            EngineRun.runInBatches(
                    DebeziumEngine.create(Json.class),
                    properties,
                    record -> record.destination().endsWith("." + Task.MARKER),
                    record -> {
                        each.accept(record);
                        send(producer, new ProducerRecord<>(topic, record.key(), record.value()), failed);
                    },
                    () -> {
                        producer.flush();
                        if (failed.get() != null) {
                            throw new IllegalStateException("A record was not stored", failed.get());
                        }
                        stored.run();
                    });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback says the same
    private static void send(
            Producer<String, String> producer,
            ProducerRecord<String, String> message,
            AtomicReference<Exception> failed) {
        producer.send(message, (stored, failure) -> {
            if (failure != null) {
                failed.set(failure);
            }
        });
    }
}
