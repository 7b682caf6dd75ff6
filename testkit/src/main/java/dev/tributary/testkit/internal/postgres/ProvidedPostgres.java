package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.internal.Server;

/**
 * A server and who may do everything on it.
 *
 * @param server the server
 * @param user the user's name
 * @param password the user's password
 */
public record ProvidedPostgres(Server server, String user, String password) {
    /** The user that owns every server that the testkit sets up itself. */
    static final String USER = "postgres";

    static final String PASSWORD = "tributary";

    /** A server that the testkit has set up itself. */
    static ProvidedPostgres own(Server server) {
        return new ProvidedPostgres(server, USER, PASSWORD);
    }

    @Override
    public String toString() {
        return user + " on " + server;
    }
}
