package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.SampleDatabase;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WithMySql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program {@code mirror} copies a database that nobody here made, with foreign keys, views and triggers. */
@WithMySql
@Timeout(180)
class SampleMirrorIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> VIEWS =
            List.of("actor_info", "customer_list", "sales_by_film_category", "sales_by_store", "staff_list");

    @Test
    void aCopyOfSakilaShowsWhatTheOriginalShows(MySqlServer server) throws InterruptedException, SQLException {
        SampleDatabase sakila = SampleDatabase.sakila();
        try (MySqlDatabase source = server.newDatabase("sakila");
                MySqlDatabase target = server.newDatabase("sakila_copy")) {
            sakila.loadStructure(target);
            sakila.load(source); // in alphabetical order of tables, without checks of foreign keys
            source.execute(
                    "UPDATE country SET country_id = 300 WHERE country_id = 1", // its cities follow
                    "UPDATE film SET film_id = 2000, length = length + 1 WHERE film_id = 1", // a trigger too
                    "DELETE FROM rental WHERE rental_id BETWEEN 10 AND 20", // payments lose it
                    "DELETE FROM film_actor WHERE actor_id = 7",
                    "DELETE FROM actor WHERE actor_id = 7");

            mirror(server, source, target);

            assertEqual(
                    source,
                    target,
                    Stream.concat(sakila.tables().stream(), VIEWS.stream()).toList());
        }
    }

    private static void mirror(MySqlServer server, MySqlDatabase source, MySqlDatabase target)
            throws InterruptedException {
        try (Program mirror = Program.start(
                "mirror",
                "--mysql",
                server.host() + ":" + server.port(),
                "--user",
                server.rootUser(),
                "--password",
                server.rootPassword(),
                "--tables",
                source.name() + ".*",
                "--from",
                "earliest",
                "--target-jdbc",
                server.jdbcUrl(),
                "--target-user",
                server.rootUser(),
                "--target-password",
                server.rootPassword(),
                "--target-table",
                target.name() + ".{table}",
                "--until-caught-up")) {
            assertThat(mirror.exitStatus(LIMIT)).as(mirror::errors).isZero();
        }
    }

    /** Some group by less than they select, as MySQL let them until its version 5.7. */
    private static void allowOldViews(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION sql_mode = ''");
        }
    }

    private static void assertEqual(MySqlDatabase source, MySqlDatabase target, List<String> names)
            throws SQLException {
        try (Connection original = source.connection();
                Connection copy = target.connection()) {
            allowOldViews(original);
            allowOldViews(copy);
            for (String name : names) {
                TableDiff diff = TableDiff.compare(original, name, copy, name);
                assertThat(diff.differences()).as(name).isEmpty();
                assertThat(diff.rows()).as(name).isPositive();
            }
        }
    }
}
