package dev.tributary.testkit.internal.install;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is run to its end, with its output captured. Immutable. */
public final class Command {
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final int SHOWN_CHARS = 4_000;

    private final List<String> words;
    private final Map<String, String> environment;
    private final Path directory;
    private final Path input;

    private Command(List<String> words, Map<String, String> environment, Path directory, Path input) {
        this.input = input;
        this.words = List.copyOf(words);
        this.environment = Map.copyOf(environment);
        this.directory = directory;
    }

    /** A command that runs in {@code directory}. */
    public static Command in(Path directory, List<String> words) {
        return new Command(words, Map.of(), directory, Path.of("/dev/null"));
    }

    /** The same command with these arguments appended. */
    public Command with(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, environment, directory, input);
    }

    /** The same command with more environment variables set. */
    public Command environment(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Command(words, all, directory, input);
    }

    /** The same command with this file as its standard input, instead of none. */
    public Command input(Path file) {
        return new Command(words, environment, directory, file);
    }

    /** Where the program {@code name} lies on the {@code PATH}, if it does. */
    public static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Runs to the end and returns standard output.
     *
     * @throws TestkitException if the program cannot be started, exits with another status than 0, or takes too long
     */
    public String run() {
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("tributary-out", ".txt");
            err = Files.createTempFile("tributary-err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(directory.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            await(builder.start(), out, err);
            return read(out);
        } catch (IOException e) {
            throw new TestkitException("Cannot run " + String.join(" ", words) + ": " + e.getMessage(), e);
        } finally {
            delete(out);
            delete(err);
        }
    }

    private void await(Process process, Path out, Path err) throws IOException {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new TestkitException(
                        "Stopped after " + LIMIT.toMinutes() + " minutes: " + String.join(" ", words));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("Interrupted while running " + String.join(" ", words), e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new TestkitException("Exit status " + process.exitValue() + " from: " + String.join(" ", words) + "\n"
                    + tail(read(out) + read(err)));
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static String tail(String text) {
        return text.length() <= SHOWN_CHARS ? text : "…" + text.substring(text.length() - SHOWN_CHARS);
    }

    private static void delete(@org.jspecify.annotations.Nullable Path file) {
        if (file != null) {
            FileTree.delete(file);
        }
    }
}
