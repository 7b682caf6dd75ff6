package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.ExternalServer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/** Servers at addresses from the environment, such as {@code mysql://root:secret@db.test:3306}. */
final class ExternalMySql {
    private static final int DEFAULT_PORT = 3306;

    private ExternalMySql() {}

    /** The environment variable that has the address of a server of this generation. */
    static String variable(MySqlVersion version) {
        return switch (version) {
            case V9 -> "TRIBUTARY_MYSQL_9_URL";
            case V8_0 -> "TRIBUTARY_MYSQL_8_0_URL";
            case MARIADB -> "TRIBUTARY_MARIADB_URL";
        };
    }

    /**
     * The server that the environment names, if it names one.
     *
     * @throws TestkitException if it names one that does not answer, or one of another generation
     */
    static Optional<ProvidedMySql> find(MySqlVersion version, Map<String, String> environment) {
        String variable = variable(version);
        String address = environment.getOrDefault(variable, "");
        return address.isEmpty() ? Optional.empty() : Optional.of(at(address, variable, version));
    }

    private static ProvidedMySql at(String address, String variable, MySqlVersion version) {
        URI uri = parse(address, variable);
        ExternalServer server =
                new ExternalServer(variable, uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
        try {
            String found = Greeting.read(server.host(), server.port());
            if (!Generation.of(version).matches(found)) {
                throw new TestkitException("The server at " + server.host() + ":" + server.port() + ", which "
                        + variable + " names, is version " + found + ", not " + version);
            }
        } catch (IOException e) {
            throw new TestkitException(
                    "The server at " + server.host() + ":" + server.port() + ", which " + variable
                            + " names, does not answer: " + e.getMessage(),
                    e);
        }
        String[] userAndPassword = uri.getUserInfo().split(":", 2);
        return new ProvidedMySql(
                version, server, userAndPassword[0], userAndPassword.length == 2 ? userAndPassword[1] : "");
    }

    private static URI parse(String address, String variable) {
        try {
            URI uri = new URI(address);
            if ("mysql".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, and without the exception: it would repeat the password.
        }
        throw new TestkitException("The environment variable " + variable
                + " must be like mysql://USER:PASSWORD@HOST:PORT, with special characters percent-encoded");
    }
}
