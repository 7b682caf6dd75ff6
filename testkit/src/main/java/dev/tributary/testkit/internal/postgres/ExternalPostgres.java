package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.ExternalServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** A server at an address from the environment, such as {@code postgresql://postgres:secret@db.test:5432}. */
final class ExternalPostgres {
    /** The environment variable that has the address. */
    static final String VARIABLE = "TRIBUTARY_POSTGRES_URL";

    private static final int DEFAULT_PORT = 5432;

    private ExternalPostgres() {}

    /**
     * The server that the environment names, if it names one.
     *
     * @throws TestkitException if it names one that does not answer
     */
    static Optional<ProvidedPostgres> find(Map<String, String> environment) {
        String address = environment.getOrDefault(VARIABLE, "");
        return address.isEmpty() ? Optional.empty() : Optional.of(at(address));
    }

    private static ProvidedPostgres at(String address) {
        URI uri = parse(address);
        String[] userAndPassword = uri.getUserInfo().split(":", 2);
        String password = userAndPassword.length == 2 ? userAndPassword[1] : "";
        ExternalServer server =
                new ExternalServer(VARIABLE, uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
        try {
            PostgresProbe.connect(server.host(), server.port(), userAndPassword[0], password);
        } catch (SQLException e) {
            throw new TestkitException(
                    "The server at " + server.host() + ":" + server.port() + ", which " + VARIABLE
                            + " names, does not answer: " + e.getMessage(),
                    e);
        }
        return new ProvidedPostgres(server, userAndPassword[0], password);
    }

    private static URI parse(String address) {
        try {
            URI uri = new URI(address);
            if ("postgresql".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Said below, and without the exception: it would repeat the password.
        }
        throw new TestkitException("The environment variable " + VARIABLE
                + " must be like postgresql://USER:PASSWORD@HOST:PORT, with special characters percent-encoded");
    }
}
