package dev.tributary.testkit;

import dev.tributary.testkit.internal.sample.SakilaScripts;
import dev.tributary.testkit.internal.sample.SqlScript;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sakila, the sample database of MySQL's own documentation: a shop that lends films. It was made neither for nor by this
 * project, and has what real databases have: 16 tables tied by 22 foreign keys, two of which form a ring; 7 views,
 * 6 triggers, 6 routines; ENUM, SET, YEAR, a picture; 47,273 rows.
 *
 * <p>The scripts (version 0.8, BSD licence) are fetched from Debian's archive when they are first needed, checked against
 * their known hashes, and kept in the user's cache. One thing is changed: its one MyISAM table is made an InnoDB one, as in
 * later versions, because with GTIDs a transaction cannot write to both.
 *
 * <p>Immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/sakila/en/">Sakila's documentation</a>
 */
public final class SampleDatabase {
    private static final List<String> TABLES = List.of(
            "actor",
            "address",
            "category",
            "city",
            "country",
            "customer",
            "film",
            "film_actor",
            "film_category",
            "film_text",
            "inventory",
            "language",
            "payment",
            "rental",
            "staff",
            "store");

    // The scripts make and choose a database of their own name, and use it in a view.
    private static final Pattern CHOOSES_DATABASE =
            Pattern.compile("(DROP|CREATE) SCHEMA .*|USE .*", Pattern.CASE_INSENSITIVE);
    private static final Pattern OWN_NAME = Pattern.compile("\\bsakila\\.");
    private static final Pattern TRIGGER = Pattern.compile("CREATE TRIGGER\\s.*", Pattern.DOTALL);

    private final SakilaScripts scripts;

    private SampleDatabase(SakilaScripts scripts) {
        this.scripts = scripts;
    }

    /**
     * The database's scripts.
     *
     * @throws TestkitException if they are not in the cache and cannot be fetched
     */
    public static SampleDatabase sakila() {
        return new SampleDatabase(SakilaScripts.provide());
    }

    /** The names of all tables, in alphabetical order. */
    public List<String> tables() {
        return TABLES;
    }

    /** Makes all of it in an empty database. */
    public void load(MySqlDatabase database) {
        Objects.requireNonNull(database, "database");
        run(database, Stream.of(scripts.schema(), scripts.data()), statement -> true);
    }

    /**
     * Makes tables, foreign keys, views and routines in an empty database, but neither rows nor triggers: what the target of
     * a copy begins with. Rows that are copied have already been through the source's triggers.
     */
    public void loadStructure(MySqlDatabase database) {
        Objects.requireNonNull(database, "database");
        run(
                database,
                Stream.of(scripts.schema()),
                statement -> !TRIGGER.matcher(statement).matches());
    }

    private static void run(MySqlDatabase database, Stream<String> scripts, Predicate<String> wanted) {
        List<String> statements = scripts.flatMap(script -> SqlScript.split(script).stream())
                .filter(statement -> !CHOOSES_DATABASE.matcher(statement).matches())
                .filter(wanted)
                .map(statement -> OWN_NAME.matcher(statement).replaceAll(database.name() + "."))
                .map(statement -> statement.replace("ENGINE=MyISAM", "ENGINE=InnoDB"))
                .toList();
        String running = "";
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                running = sql;
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new TestkitException(
                    "Cannot make Sakila in " + database + ": " + e.getMessage() + " in "
                            + running.substring(0, Math.min(running.length(), 200)),
                    e);
        }
    }

    /** Sends each character as the byte that it was in the scripts. */
    private static Connection connect(MySqlDatabase database) throws SQLException {
        MySqlServer server = database.server();
        return DriverManager.getConnection(
                database.jdbcUrl() + "&characterEncoding=ISO-8859-1", server.rootUser(), server.rootPassword());
    }
}
