package dev.tributary.benchmarks.runner;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Finds the benchmark by its name. */
@Command(
        name = "benchmarks/run",
        description = "Benchmarks of Tributary, side by side with its peers.",
        subcommands = {
            CaptureCommand.class,
            SnapshotCommand.class,
            LatencyCommand.class,
            KafkaCommand.class,
            JdbcCommand.class,
            FlinkCommand.class
        })
final class Main {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    private Main() {}

    public static void main(String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }
}
