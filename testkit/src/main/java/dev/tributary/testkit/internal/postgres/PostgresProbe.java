package dev.tributary.testkit.internal.postgres;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Asks a PostgreSQL server whether it takes connections: while it recovers, it listens already and refuses them. */
final class PostgresProbe {
    private PostgresProbe() {}

    /** Connects and leaves. */
    static void connect(String host, int port, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "10");
        DriverManager.getConnection("jdbc:postgresql://" + host + ":" + port + "/postgres", properties)
                .close();
    }

    /** Whether a server of the testkit's own takes connections. */
    static boolean answers(String host, int port) throws SQLException {
        connect(host, port, ProvidedPostgres.USER, ProvidedPostgres.PASSWORD);
        return true;
    }
}
