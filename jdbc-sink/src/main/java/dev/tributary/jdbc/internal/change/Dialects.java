package dev.tributary.jdbc.internal.change;

import dev.tributary.ConfigurationException;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.h2.H2Dialect;
import dev.tributary.jdbc.internal.mysql.MySqlDialect;
import dev.tributary.jdbc.internal.postgres.PostgresDialect;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/** Which dialect a database speaks. */
final class Dialects {

    private Dialects() {}

    /**
     * Returns the dialect of a database.
     *
     * @throws ConfigurationException if there is none for it
     */
    static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        String version = database.getDatabaseProductVersion();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "mysql" -> new MySqlDialect(version.contains("MariaDB"));
            case "mariadb" -> new MySqlDialect(true);
            case "postgresql" -> PostgresDialect.of(database);
            case "h2" -> new H2Dialect();
            default ->
                throw new ConfigurationException("Change events cannot be written to " + product + " " + version
                        + "; the databases that can be written to are MySQL, MariaDB, PostgreSQL and H2. JdbcSink.statement(...)"
                        + " works with any");
        };
    }
}
