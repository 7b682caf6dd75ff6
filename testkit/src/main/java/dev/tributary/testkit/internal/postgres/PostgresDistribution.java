package dev.tributary.testkit.internal.postgres;

import dev.tributary.testkit.internal.install.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An installed server that can be run from this machine's disk.
 *
 * @param origin where it comes from, for messages
 * @param programs the folder of {@code postgres} and {@code initdb}
 * @param template an initialised data folder to start from: copying it is quicker than initialising another
 */
record PostgresDistribution(String origin, Path programs, Path template) {
    /** How to run a program of this distribution. */
    List<String> program(String name) {
        List<String> words = new ArrayList<>(PostgresUser.prefix());
        words.add(programs.resolve(name).toString());
        return words;
    }

    /** Makes the template: its one user may do everything, by password; text is UTF-8 and sorts by code points. */
    void initialise() throws IOException {
        Path password = Files.createTempFile("tributary", ".txt");
        try {
            Files.writeString(password, ProvidedPostgres.PASSWORD);
            Command.in(Path.of("/"), program("initdb"))
                    .with("--pgdata=" + template, "--username=" + ProvidedPostgres.USER, "--pwfile=" + password)
                    .with("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
                    .run();
        } finally {
            Files.delete(password);
        }
    }
}
