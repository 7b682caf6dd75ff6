package dev.tributary.jdbc.internal.change;

import dev.tributary.jdbc.internal.ansi.AnsiDialect;
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

    /** Returns the dialect of a database: standard SQL for one that has none of its own. */
    static Dialect of(DatabaseMetaData database) throws SQLException {
        String product = database.getDatabaseProductName();
        String version = database.getDatabaseProductVersion();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "mysql" -> new MySqlDialect(version.contains("MariaDB"));
            case "mariadb" -> new MySqlDialect(true);
            case "postgresql" -> PostgresDialect.of(database);
            case "h2" -> new H2Dialect();
            default -> new AnsiDialect();
        };
    }
}
