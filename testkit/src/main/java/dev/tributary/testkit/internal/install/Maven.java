package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Artifacts that the user's own Maven fetches, with its mirrors, proxies and credentials. */
public final class Maven {
    private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:";

    /** What to say where there is no Maven. */
    public static final String MISSING = "mvn is neither on the PATH nor in MAVEN_HOME";

    private final Path program;

    private Maven(Path program) {
        this.program = program;
    }

    /** The Maven on the {@code PATH} or in {@code MAVEN_HOME}. */
    public static Optional<Maven> find() {
        return Command.onPath("mvn")
                .or(() -> Stream.of("MAVEN_HOME", "M2_HOME")
                        .flatMap(name -> Stream.ofNullable(System.getenv(name)))
                        .map(home -> Path.of(home, "bin", "mvn"))
                        .filter(Files::isExecutable)
                        .findFirst())
                .map(Maven::new);
    }

    /** The Maven of this machine, or an exception that says how to provide one. */
    public static Maven require() {
        return find().orElseThrow(() -> new TestkitException(MISSING));
    }

    /**
     * Puts one large artifact into {@code target} and returns the file there. If the user's local repository does not
     * have it, it is not left there either.
     *
     * @param coordinates group:artifact:version:type:classifier
     */
    public Path copyLarge(String coordinates, Path target) throws IOException {
        List<String> arguments = List.of(
                PLUGIN + "copy",
                "-Dartifact=" + coordinates,
                "-DoutputDirectory=" + target,
                "-Dmdep.useBaseVersion=true");
        try {
            run(target, arguments, "-o");
        } catch (TestkitException notInLocalRepository) {
            Path repository = Files.createTempDirectory(target, "repository");
            run(target, arguments, "-Dmaven.repo.local=" + repository);
            FileTree.delete(repository);
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new TestkitException("Maven reported success but copied no " + coordinates));
        }
    }

    /** Puts everything that the dependencies of {@code folder/pom.xml} need at run time into {@code target}. */
    public void copyDependencies(Path folder, Path target) {
        run(
                folder,
                List.of(PLUGIN + "copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=" + target),
                "--file=" + folder.resolve("pom.xml"));
    }

    private void run(Path directory, List<String> arguments, String option) {
        List<String> words = new ArrayList<>(List.of(program.toString(), "-B", "-q", "-ntp", option));
        words.addAll(arguments);
        Command.in(directory, words).run();
    }
}
