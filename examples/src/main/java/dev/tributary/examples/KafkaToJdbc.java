package dev.tributary.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.Pipeline;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.kafka.KafkaSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stores the changes of topics in the tables of a database. */
@Command(name = "kafka-to-jdbc", description = "Store the changes of topics in the tables of a database.")
final class KafkaToJdbc implements Callable<Integer> {

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT[,…]", description = "Kafka brokers.")
    private String bootstrap = "";

    @Option(names = "--topics", required = true, split = ",", paramLabel = "TOPIC", description = "The topics to read.")
    private List<String> topics = List.of();

    @Option(names = "--group", required = true, description = "The consumer group, which keeps the position.")
    private String group = "";

    @Option(
            names = "--table",
            defaultValue = "{database}.{table}",
            paramLabel = "TEMPLATE",
            description = "The target of a table: a name in which {database} and {table} are replaced.")
    private String table = "";

    @Option(
            names = "--batch-rows",
            defaultValue = "1000",
            description = "The most rows in one transaction; default: 1000.")
    private int batchRows;

    @Option(
            names = "--exactly-once",
            description = "Store the offsets in the target too, in one transaction with the rows.")
    private boolean exactlyOnce;

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() throws InterruptedException {
        try (HikariDataSource database = target.open()) {
            JdbcSink.ChangeEventsBuilder sink =
                    JdbcSink.changeEvents(database).table(table).batchRows(batchRows);
            Pipeline pipeline = Pipeline.named("kafka-to-jdbc")
                    .from(KafkaSource.changeEvents()
                            .bootstrapServers(bootstrap)
                            .groupId(group)
                            .topics(topics.toArray(String[]::new))
                            .build())
                    .to((exactlyOnce ? sink.exactlyOnce() : sink).build())
                    .build();
            return options.run(pipeline);
        }
    }
}
