package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tributary.testkit.internal.docker.DockerEngine;
import dev.tributary.testkit.internal.install.AptPackages;
import dev.tributary.testkit.internal.install.Cache;
import dev.tributary.testkit.internal.install.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallIT {
    @Test
    void twoProcessesInstallOnceIntoAnEmptyCache(@TempDir Path folder) throws Exception {
        assumeThat(AptPackages.obstacle()).as("needs Debian's packages").isEmpty();
        assumeThat(DockerEngine.obstacle()).as("Docker would go before").isPresent();
        assumeThat(Command.onPath("mysqld"))
                .as("mysqld on the PATH would go before")
                .isEmpty();
        Path cache = folder.resolve("cache");
        Map<String, String> environment = Map.of(Cache.VARIABLE, cache.toString(), "TRIBUTARY_MYSQL_9_URL", "");

        try (ChildJvm one = ChildJvm.start(folder, environment);
                ChildJvm other = ChildJvm.start(folder, environment)) {
            assertThat(one.awaitServer()).isNotEqualTo(other.awaitServer());

            String progress = Files.readString(one.err()) + Files.readString(other.err());
            assertThat(progress)
                    .containsOnlyOnce("[testkit] MySQL 9: installing below " + cache)
                    .containsOnlyOnce("[testkit] MySQL 9: checking that it starts")
                    .containsPattern("\\[testkit\\] MySQL 9: fetching and unpacking \\d+ packages, \\d+ MB");
        }
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("mysql-9", "mysql-9.lock", "ports");
        }
    }
}
