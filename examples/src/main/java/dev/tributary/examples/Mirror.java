package dev.tributary.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.Pipeline;
import dev.tributary.Secret;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.jdbc.SchemaEvolution;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps tables of another database equal to those of a MySQL server, without Kafka between. */
@Command(name = "mirror", description = "Keep tables of another database equal to those of a MySQL server.")
final class Mirror implements Callable<Integer> {

    @Mixin
    private MySqlOptions mysql = new MySqlOptions();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--target-jdbc", required = true, paramLabel = "URL", description = "The target database.")
    private String url = "";

    @Option(names = "--target-user", required = true, description = "A user of the target database.")
    private String user = "";

    @Option(
            names = "--target-password",
            defaultValue = "",
            converter = SecretConverter.class,
            description = "Its password, or env:NAME or file:PATH.")
    private Secret password = Secret.of("");

    @Option(
            names = "--target-table",
            paramLabel = "TEMPLATE",
            defaultValue = "{database}.{table}",
            description = "The target of a table: a name in which {database} and {table} are replaced.")
    private String table = "";

    @Option(
            names = "--create-tables",
            description =
                    "Create tables and columns that the target lacks, and make columns larger that are too small.")
    private boolean createTables;

    @Override
    public Integer call() throws InterruptedException {
        try (HikariDataSource target = TargetOptions.open(url, user, password)) {
            Pipeline pipeline = Pipeline.named("mirror")
                    .checkpoints(mysql.checkpoints())
                    .from(mysql.source())
                    .to(JdbcSink.changeEvents(target)
                            .table(table)
                            .schemaEvolution(createTables ? SchemaEvolution.values() : new SchemaEvolution[0])
                            .build())
                    .build();
            return options.run(pipeline);
        }
    }
}
