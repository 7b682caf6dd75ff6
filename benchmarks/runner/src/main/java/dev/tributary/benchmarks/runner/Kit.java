package dev.tributary.benchmarks.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a contestant is made of: the module of this folder with its programs, and the jars that those need. */
enum Kit {
    TRIBUTARY("Tributary"),
    CONNECTOR("mysql-binlog-connector"),
    DEBEZIUM("Debezium Embedded"),
    JDBC("Connector/J"),
    KAFKA("Tributary and Kafka's clients"),
    FLINK("Tributary and Flink"),
    FLINKCDC("Flink CDC"),
    SINK("Tributary's JDBC sink"),
    DEBEZIUMSINK("Debezium's JDBC sink"),
    /** The server's own programs, which are no Java. */
    MYSQL("MySQL");

    private static final Path BENCHMARKS = Path.of("benchmarks");
    private static final String CONTEST = "tributary-benchmarks-contest";

    private final String title;

    Kit(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** The jars that a user would have on the class path. */
    List<Path> jars() throws IOException {
        return Stream.of(Files.readString(target().resolve("run.classpath"))
                        .strip()
                        .split(File.pathSeparator))
                .filter(jar -> !jar.contains(CONTEST))
                .map(Path::of)
                .toList();
    }

    /** The size of {@link #jars()}. */
    long jarBytes() throws IOException {
        long sum = 0;
        for (Path jar : jars()) {
            sum += Files.size(jar);
        }
        return sum;
    }

    /** The version of an artifact among the jars. */
    String versionOf(String artifact) throws IOException {
        return jars().stream()
                .map(jar -> jar.getFileName().toString())
                .filter(name -> name.startsWith(artifact + "-"))
                .map(name -> name.substring(artifact.length() + 1, name.lastIndexOf('.')))
                .findFirst()
                .orElse("?");
    }

    /** The class path of its programs. */
    String classPath() throws IOException {
        return target().resolve("classes")
                + File.pathSeparator
                + Files.readString(target().resolve("run.classpath")).strip();
    }

    String packageName() {
        return "dev.tributary.benchmarks." + folder();
    }

    private Path target() {
        return BENCHMARKS.resolve(folder()).resolve("target");
    }

    private String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
