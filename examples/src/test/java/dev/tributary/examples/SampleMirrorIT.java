package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.PostgresDatabase;
import dev.tributary.testkit.SampleDatabase;
import dev.tributary.testkit.TableDiff;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WithPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program {@code mirror} copies a database that nobody here made, with foreign keys, views and triggers, from a snapshot. */
@WithMySql
@WithPostgres
@Timeout(180)
class SampleMirrorIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final List<String> VIEWS =
            List.of("actor_info", "customer_list", "sales_by_film_category", "sales_by_store", "staff_list");

    @TempDir
    private Path folder;

    @Test
    void aCopyOfSakilaShowsWhatTheOriginalShowsThoughItWasWrittenToMeanwhile(MySqlServer server)
            throws InterruptedException, SQLException {
        SampleDatabase sakila = SampleDatabase.sakila();
        try (MySqlDatabase source = server.newDatabase("sakila");
                MySqlDatabase target = server.newDatabase("sakila_copy")) {
            sakila.loadStructure(target);
            sakila.load(source);
            server.createUser(
                    "mirror-sakila",
                    "secret",
                    "REPLICATION SLAVE, REPLICATION CLIENT ON *.*",
                    "SELECT ON `" + source.name() + "`.*");
            try (SakilaLoad load = SakilaLoad.on(source)) {
                mirror(server, source, target); // ends when all rows are copied, with the changes until then
                System.out.println("SampleMirrorIT: " + load.stop() + " transactions beside the snapshot");
            }

            mirror(server, source, target); // goes on with the changes

            assertEqual(
                    source,
                    target,
                    Stream.concat(sakila.tables().stream(), VIEWS.stream()).toList());
        }
    }

    /** The sink makes the tables, without foreign keys, indexes, views and triggers, which it does not know. */
    @Test
    void aCopyInPostgreSqlHasTheSameRowsInTablesThatTheSinkHasMade(MySqlServer server, PostgresDatabase target)
            throws InterruptedException, SQLException {
        SampleDatabase sakila = SampleDatabase.sakila();
        try (MySqlDatabase source = server.newDatabase("sakila")) {
            sakila.load(source);
            server.createUser(
                    "mirror-postgres",
                    "secret",
                    "REPLICATION SLAVE, REPLICATION CLIENT ON *.*",
                    "SELECT ON `" + source.name() + "`.*");
            List<String> arguments = List.of(
                    "--target-jdbc",
                    target.jdbcUrl(),
                    "--target-user",
                    target.server().rootUser(),
                    "--target-password",
                    target.server().rootPassword(),
                    "--target-table",
                    "rental.{table}",
                    "--create-tables");
            try (SakilaLoad load = SakilaLoad.on(source)) {
                mirror(server, source, "mirror-postgres", arguments);
                System.out.println("SampleMirrorIT: " + load.stop() + " transactions beside the snapshot");
            }
            source.execute(
                    "ALTER TABLE actor ADD COLUMN born DATE, MODIFY COLUMN first_name VARCHAR(60) NOT NULL",
                    "UPDATE actor SET born = '1970-01-02', first_name = REPEAT('x', 60) ORDER BY actor_id LIMIT 9");

            mirror(server, source, "mirror-postgres", arguments);

            try (Connection original = source.connection();
                    Connection copy = target.connection()) {
                for (String name : sakila.tables()) {
                    TableDiff diff = TableDiff.compare(original, name, copy, "rental." + name);
                    assertThat(diff.differences()).as(name).isEmpty();
                    assertThat(diff.rows()).as(name).isPositive();
                }
            }
        }
    }

    private void mirror(MySqlServer server, MySqlDatabase source, MySqlDatabase target) throws InterruptedException {
        mirror(
                server,
                source,
                "mirror-sakila",
                List.of(
                        "--target-jdbc",
                        server.jdbcUrl(),
                        "--target-user",
                        server.rootUser(),
                        "--target-password",
                        server.rootPassword(),
                        "--target-table",
                        target.name() + ".{table}"));
    }

    private void mirror(MySqlServer server, MySqlDatabase source, String user, List<String> target)
            throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "mirror",
                "--mysql",
                server.host() + ":" + server.port(),
                "--user",
                user,
                "--password",
                "secret",
                "--tables",
                source.name() + ".*",
                "--from",
                "snapshot",
                "--snapshot-connections",
                "2",
                "--snapshot-chunk-rows",
                "500",
                "--checkpoint",
                folder.resolve("mirror.checkpoint").toString(),
                "--until-caught-up"));
        arguments.addAll(target);
        try (Program mirror = Program.start(arguments.toArray(String[]::new))) {
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
