package dev.tributary.testkit.internal.mysql;

import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.internal.Attempts;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.docker.DockerEngine;
import dev.tributary.testkit.internal.install.Command;
import dev.tributary.testkit.internal.install.Progress;
import java.nio.file.Path;
import java.util.Optional;

/** The places that a MySQL server may come from, tried in order. */
public final class MySqlOrigins {
    private MySqlOrigins() {}

    /**
     * Provides a server.
     *
     * @throws dev.tributary.testkit.TestkitException if none of the origins can; it says for each what was in the way
     */
    public static ProvidedMySql open(MySqlSpec spec) {
        Attempts attempts = new Attempts(spec.version().toString());
        return external(spec, attempts)
                .or(() -> container(spec, attempts))
                .or(() -> onPath(spec, attempts))
                .or(() -> unpacked(spec, attempts))
                .or(() -> mariaDb(spec, attempts))
                .orElseThrow(() -> attempts.exhausted(remedy(spec)));
    }

    private static Optional<ProvidedMySql> external(MySqlSpec spec, Attempts attempts) {
        String variable = ExternalMySql.variable(spec.version());
        if (!spec.options().isEmpty()) {
            attempts.ruleOut(variable, "not asked, because this test wants a server with options of its own");
            return Optional.empty();
        }
        Optional<ProvidedMySql> found = ExternalMySql.find(spec.version(), System.getenv());
        if (found.isEmpty()) {
            attempts.ruleOut(variable, "not set");
        }
        return found;
    }

    private static Optional<ProvidedMySql> container(MySqlSpec spec, Attempts attempts) {
        Optional<String> obstacle = DockerEngine.obstacle();
        if (obstacle.isPresent()) {
            attempts.ruleOut("Docker", obstacle.get());
            return Optional.empty();
        }
        return attempts.attempt("Docker", () -> own(spec, MySqlContainer.start(spec)));
    }

    private static Optional<ProvidedMySql> onPath(MySqlSpec spec, Attempts attempts) {
        if (spec.version() == MySqlVersion.MARIADB) {
            return Optional.empty();
        }
        Optional<Path> mysqld = Command.onPath("mysqld");
        if (mysqld.isEmpty()) {
            attempts.ruleOut("PATH", "no mysqld on it");
            return Optional.empty();
        }
        String origin = mysqld.get().toString();
        Optional<String> version = attempts.attempt(origin, () -> PathMySql.version(mysqld.get()));
        if (version.isEmpty()) {
            return Optional.empty();
        }
        if (!Generation.of(spec.version()).matches(version.get())) {
            attempts.ruleOut(origin, "is version " + version.get());
            return Optional.empty();
        }
        return attempts.attempt(
                origin, () -> own(spec, LocalMySql.start(PathMySql.provide(spec.version(), mysqld.get()), spec)));
    }

    private static Optional<ProvidedMySql> unpacked(MySqlSpec spec, Attempts attempts) {
        if (spec.version() == MySqlVersion.MARIADB) {
            return Optional.empty();
        }
        Optional<String> obstacle = UnpackedMySql.obstacle(spec.version());
        if (obstacle.isPresent()) {
            attempts.ruleOut("Debian's packages", obstacle.get());
            return Optional.empty();
        }
        return attempts.attempt("Debian's packages", () -> UnpackedMySql.provide(spec.version()))
                .map(distribution -> own(spec, LocalMySql.start(distribution, spec)));
    }

    private static Optional<ProvidedMySql> mariaDb(MySqlSpec spec, Attempts attempts) {
        String origin = "MariaDB's artifact";
        Optional<String> obstacle = MariaDbArtifact.obstacle();
        if (obstacle.isPresent()) {
            attempts.ruleOut(origin, obstacle.get());
            return Optional.empty();
        }
        MySqlSpec instead = new MySqlSpec(MySqlVersion.MARIADB, spec.options());
        if (spec.version() != MySqlVersion.MARIADB) {
            Progress.of(spec.version().toString()).step("cannot be had here, taking MariaDB instead");
        }
        return attempts.attempt(origin, MariaDbArtifact::provide)
                .map(distribution -> own(instead, LocalMySql.start(distribution, instead)));
    }

    private static ProvidedMySql own(MySqlSpec spec, Server server) {
        return ProvidedMySql.own(spec.version(), server);
    }

    private static String remedy(MySqlSpec spec) {
        return "Provide one in one of these ways: set " + ExternalMySql.variable(spec.version())
                + " to mysql://USER:PASSWORD@HOST:PORT of a server that tests may change; or start Docker and put "
                + "org.testcontainers:testcontainers on the class path; or put a mysqld of that generation on the PATH; "
                + "or run on Debian, where the testkit unpacks one by itself.";
    }
}
