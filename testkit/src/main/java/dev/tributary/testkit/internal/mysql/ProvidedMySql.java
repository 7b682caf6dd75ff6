package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.internal.Server;

/**
 * A server and who may do everything on it.
 *
 * @param version its generation, which may be another one than was asked for
 * @param server the server
 * @param user the user's name
 * @param password the user's password
 */
public record ProvidedMySql(MySqlVersion version, Server server, String user, String password) {
    /** A server that the testkit has set up itself. */
    static ProvidedMySql own(MySqlVersion version, Server server) {
        return new ProvidedMySql(version, server, DataFolder.ROOT_USER, DataFolder.ROOT_PASSWORD);
    }

    @Override
    public String toString() {
        return user + " on " + server;
    }
}
