package dev.tributary.examples.common;

import dev.tributary.testkit.Await;
import dev.tributary.testkit.WriteLoad;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * Runs a job of an engine while the source is written to, kills it by {@code kill -9} in between and starts it again, and verifies that the
 * target equals the source in the end.
 *
 * @param engine the engine's name and version
 * @param job the program
 * @param jvmOptions what its JVM needs
 * @param newestJava the newest Java that the engine runs on
 */
public record UppercaseRun(String engine, Class<?> job, List<String> jvmOptions, int newestJava) {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int OLDEST_JAVA = 17;
    private static final int ROWS = 1_000;

    /** What a user may say. */
    private static final class Options {

        @Option(names = "--kills", defaultValue = "1", description = "How often the job is killed; by default once.")
        private int kills;
    }

    /** Runs as the arguments say; exits with 2 if they cannot be understood, or the JVM is none for the engine. */
    public void verify(String... arguments) throws Exception {
        int kills = kills(arguments);
        int version = Runtime.version().feature();
        if (version < OLDEST_JAVA || version > newestJava) {
            System.err.println(engine + " runs on Java " + OLDEST_JAVA + " to " + newestJava + ", and this is Java "
                    + version + ": set JAVA_HOME to one of those");
            System.exit(2);
        }
        System.out.println("Starting MySQL and Kafka ...");
        Path folder = Files.createTempDirectory("tributary-job-");
        try (UppercaseServers servers = UppercaseServers.start()) {
            System.out.println("MySQL and Kafka are up; the job's files are in " + folder);
            run(servers, folder, kills);
        }
        try (var files = Files.walk(folder)) { // what a failure leaves is for people to look at
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    private static int kills(String... arguments) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        try {
            line.parseArgs(arguments);
        } catch (CommandLine.ParameterException wrong) {
            System.err.println(wrong.getMessage() + ", but there is only --kills N");
            System.exit(2);
        }
        return options.kills;
    }

    private void run(UppercaseServers servers, Path folder, int kills) throws Exception {
        try (WriteLoad load = WriteLoad.on(servers.mysql().dataSource(), "mydb.mytable")
                .keys(ROWS)
                .pause(Duration.ofMillis(2))
                .start()) {
            for (int i = 1; i <= kills; i++) {
                try (JobProcess process = start(servers, folder, i)) {
                    System.out.println(engine + " runs");
                    awaitProgress(servers, process);
                }
                System.out.println("The job was killed in the middle");
            }
            try (JobProcess process = start(servers, folder, kills + 1)) {
                System.out.println(engine + " runs" + (kills > 0 ? " again" : ""));
                awaitProgress(servers, process);
                System.out.println("Written meanwhile: " + load.stop());
                servers.awaitEqual(LIMIT);
                process.requireAlive();
            }
        }
        System.out.println("verified: " + servers.rows() + " rows");
    }

    private JobProcess start(UppercaseServers servers, Path folder, int number) throws IOException {
        return JobProcess.start(
                folder.resolve("job-" + number + ".log"), jvmOptions, job, servers.jobArguments(folder));
    }

    /** Waits until the job has stored something. */
    private static void awaitProgress(UppercaseServers servers, JobProcess process) throws Exception {
        String before = servers.stateOfTarget();
        Await.until("the job stores something", LIMIT, () -> {
            process.requireAlive();
            return !servers.stateOfTarget().equals(before);
        });
    }
}
