package dev.tributary.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Another JVM that starts a MySQL 9 server, says where it is, and waits until it is killed or its input ends. */
record ChildJvm(Process process, Path out, Path err) implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Runs in the other JVM. */
    public static void main(String[] arguments) throws IOException {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V9)) {
            System.out.println(server.port() + " "
                    + server.query("SELECT @@datadir").get(0).get(0));
            while (System.in.read() >= 0) {
                // until the input ends
            }
        }
    }

    static ChildJvm start(Path folder, Map<String, String> environment) throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildJvm.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start(), out, err);
    }

    /** Waits for the server, and returns its port and its data folder. */
    List<String> awaitServer() throws IOException {
        return List.of(Await.untilValue(
                        "line from the child JVM",
                        LIMIT,
                        () -> {
                            if (!process.isAlive()) {
                                throw new IOException("it has ended: " + Files.readString(err));
                            }
                            return Files.readString(out);
                        },
                        text -> text.endsWith("\n"))
                .strip()
                .split(" "));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
