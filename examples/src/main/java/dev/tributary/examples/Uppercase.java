package dev.tributary.examples;

import dev.tributary.Pipeline;
import dev.tributary.Row;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Reads changes from a topic, turns their text to upper case and writes them to another topic. */
@Command(name = "uppercase", description = "Copy a topic of change events to another, its text in upper case.")
final class Uppercase implements Callable<Integer> {

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT[,…]", description = "Kafka brokers.")
    private String bootstrap = "";

    @Option(names = "--from-topic", required = true, paramLabel = "TOPIC", description = "The topic to read.")
    private String fromTopic = "";

    @Option(names = "--to-topic", required = true, paramLabel = "TOPIC", description = "The topic to write.")
    private String toTopic = "";

    @Option(names = "--group", defaultValue = "uppercase", description = "The consumer group; default: uppercase.")
    private String group = "";

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private DeliveryOptions delivery = new DeliveryOptions();

    @Override
    public Integer call() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("uppercase")
                .onSinkError(delivery.onSinkError())
                .from(KafkaSource.changeEvents()
                        .bootstrapServers(bootstrap)
                        .groupId(group)
                        .topics(fromTopic)
                        .build())
                .map(change -> change.mapRows(Uppercase::uppercase))
                .to(delivery.applyTo(KafkaSink.changeEvents()
                                .bootstrapServers(bootstrap)
                                .topic(toTopic))
                        .build())
                .build();
        return options.run(pipeline);
    }

    /** Returns the row with every text that is no part of its key in upper case. */
    static Row uppercase(Row row) {
        Row result = row;
        for (int i = 0; i < row.size(); i++) {
            var column = row.schema().column(i);
            if (column.type().sqlType().isText()
                    && row.has(i)
                    && !row.isNull(i)
                    && !row.schema().isKeyColumn(i)) {
                result = result.with(column.name(), row.getString(i).toUpperCase(Locale.ROOT));
            }
        }
        return result;
    }
}
