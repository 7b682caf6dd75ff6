package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.internal.Attempts;
import dev.tributary.testkit.internal.docker.DockerEngine;
import java.util.Map;
import java.util.Optional;

/** The places that a PostgreSQL server may come from, tried in order. */
public final class PostgresOrigins {
    private static final String REMEDY = "Provide one in one of these ways: set " + ExternalPostgres.VARIABLE
            + " to postgresql://USER:PASSWORD@HOST:PORT of a server that tests may change; or start Docker and put "
            + "org.testcontainers:testcontainers on the class path; or put mvn, tar and xz on the PATH, so that the "
            + "testkit unpacks one by itself.";

    private PostgresOrigins() {}

    /**
     * Provides a server.
     *
     * @param options settings beside the testkit's own
     * @throws dev.tributary.testkit.TestkitException if none of the origins can; it says for each what was in the way
     */
    public static ProvidedPostgres open(Map<String, String> options) {
        Attempts attempts = new Attempts("PostgreSQL");
        return external(options, attempts)
                .or(() -> container(options, attempts))
                .or(() -> artifact(options, attempts))
                .orElseThrow(() -> attempts.exhausted(REMEDY));
    }

    private static Optional<ProvidedPostgres> external(Map<String, String> options, Attempts attempts) {
        if (!options.isEmpty()) {
            attempts.ruleOut(
                    ExternalPostgres.VARIABLE, "not asked, because this test wants a server with options of its own");
            return Optional.empty();
        }
        Optional<ProvidedPostgres> found = ExternalPostgres.find(System.getenv());
        if (found.isEmpty()) {
            attempts.ruleOut(ExternalPostgres.VARIABLE, "not set");
        }
        return found;
    }

    private static Optional<ProvidedPostgres> container(Map<String, String> options, Attempts attempts) {
        Optional<String> obstacle = DockerEngine.obstacle();
        if (obstacle.isPresent()) {
            attempts.ruleOut("Docker", obstacle.get());
            return Optional.empty();
        }
        return attempts.attempt("Docker", () -> ProvidedPostgres.own(PostgresContainer.start(options)));
    }

    private static Optional<ProvidedPostgres> artifact(Map<String, String> options, Attempts attempts) {
        String origin = "PostgreSQL's artifact";
        Optional<String> obstacle = PostgresArtifact.obstacle();
        if (obstacle.isPresent()) {
            attempts.ruleOut(origin, obstacle.get());
            return Optional.empty();
        }
        return attempts.attempt(origin, PostgresArtifact::provide)
                .map(distribution -> ProvidedPostgres.own(LocalPostgres.start(distribution, options)));
    }
}
