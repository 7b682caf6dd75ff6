package dev.tributary.examples;

import dev.tributary.Pipeline;
import dev.tributary.kafka.KafkaSink;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes the changes of tables to Kafka. */
@Command(name = "mysql-to-kafka", description = "Publish the changes of tables to Kafka topics.")
final class MysqlToKafka implements Callable<Integer> {

    @Mixin
    private MySqlOptions mysql = new MySqlOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT[,…]", description = "Kafka brokers.")
    private String bootstrap = "";

    @Option(
            names = "--topic",
            required = true,
            paramLabel = "TEMPLATE",
            description = "The topic of a table: a name in which {database} and {table} are replaced.")
    private String topic = "";

    @Mixin
    private DeliveryOptions delivery = new DeliveryOptions();

    @Override
    public Integer call() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("mysql-to-kafka")
                .checkpoints(mysql.checkpoints())
                .onSinkError(delivery.onSinkError())
                .from(mysql.source())
                .to(delivery.applyTo(KafkaSink.changeEvents()
                                .bootstrapServers(bootstrap)
                                .topic(topic))
                        .build())
                .build();
        return options.run(pipeline);
    }
}
