package dev.tributary.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.Secret;
import picocli.CommandLine.Option;

/** The database that a program writes to. */
final class TargetOptions {

    @Option(names = "--jdbc", required = true, paramLabel = "URL", description = "The target database.")
    private String url = "";

    @Option(names = "--user", required = true, description = "A user of the target database.")
    private String user = "";

    @Option(
            names = "--password",
            defaultValue = "",
            converter = SecretConverter.class,
            description = "Its password, or env:NAME or file:PATH.")
    private Secret password = Secret.of("");

    HikariDataSource open() {
        return open(url, user, password);
    }

    static HikariDataSource open(String url, String user, Secret password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password.reveal());
        config.setInitializationFailTimeout(-1); // the sink tells what is wrong with the database
        return new HikariDataSource(config);
    }
}
