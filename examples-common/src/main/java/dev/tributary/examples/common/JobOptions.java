package dev.tributary.examples.common;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What the job reads from and writes to.
 *
 * @param bootstrap Kafka's brokers
 * @param from the topic of changes
 * @param to the topic of changes in upper case
 * @param jdbc the target's URL
 * @param user the target's user
 * @param password of that user
 * @param table the target, as {@code database.table}
 * @param folder where the job may keep what it must find again after a restart
 */
public record JobOptions(
        String bootstrap,
        String from,
        String to,
        String jdbc,
        String user,
        String password,
        String table,
        String folder)
        implements Serializable {

    /**
     * Reads what {@link #arguments} returns.
     *
     * @throws IllegalArgumentException if an option is missing
     */
    public static JobOptions parse(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            values.put(arguments[i], arguments[i + 1]);
        }
        return new JobOptions(
                required(values, "--bootstrap"),
                required(values, "--from-topic"),
                required(values, "--to-topic"),
                required(values, "--jdbc"),
                required(values, "--user"),
                values.getOrDefault("--password", ""),
                required(values, "--table"),
                required(values, "--folder"));
    }

    private static String required(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Give " + name + " VALUE; there are " + values.keySet());
        }
        return value;
    }

    /** Returns these options as arguments of a program. */
    public List<String> arguments() {
        return List.of(
                "--bootstrap",
                bootstrap,
                "--from-topic",
                from,
                "--to-topic",
                to,
                "--jdbc",
                jdbc,
                "--user",
                user,
                "--password",
                password,
                "--table",
                table,
                "--folder",
                folder);
    }

    /** Returns connections to the target, a new one at each call. */
    public DataSource database() {
        MysqlDataSource database = new MysqlDataSource();
        database.setUrl(jdbc);
        database.setUser(user);
        database.setPassword(password);
        return database;
    }

    /** Leaves the password out. */
    @Override
    public String toString() {
        return from + " -> " + to + " at " + bootstrap + ", " + table + " at " + jdbc;
    }
}
