package dev.tributary.examples;

import dev.tributary.Backoff;
import dev.tributary.ErrorPolicy;
import dev.tributary.kafka.KafkaChangeSinkBuilder;
import picocli.CommandLine.Option;

/** The options of programs that write to Kafka. */
final class DeliveryOptions {

    @Option(
            names = "--exactly-once",
            description =
                    "Commit records and position in one transaction; readers with read_committed see each change once.")
    private boolean exactlyOnce;

    @Option(
            names = "--retries",
            defaultValue = "0",
            paramLabel = "N",
            description =
                    "How often to begin anew in a row after an outage that Kafka's client has not overcome; default: 0.")
    private int retries;

    KafkaChangeSinkBuilder applyTo(KafkaChangeSinkBuilder sink) {
        return exactlyOnce ? sink.exactlyOnce() : sink;
    }

    ErrorPolicy onSinkError() {
        return retries == 0 ? ErrorPolicy.fail() : ErrorPolicy.retry(retries, Backoff.standard());
    }
}
