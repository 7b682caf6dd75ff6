package dev.tributary.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Finds the program by its name, and prints what goes wrong as one message. */
@Command(
        name = "examples/run",
        description = "Example programs of Tributary.",
        footer = "Jobs of other engines: flink-uppercase, spark-uppercase, storm-uppercase.",
        subcommands = {
            Quickstart.class,
            Preflight.class,
            Tail.class,
            MysqlToKafka.class,
            KafkaToJdbc.class,
            Mirror.class,
            Uppercase.class,
            Redrive.class
        })
final class Main {

    private static final int FAILED = 1;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    private boolean verbose;

    private Main() {}

    @CommandLine.Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log more, and print stack traces of errors.")
    void setVerbose(boolean value) {
        verbose = value;
        if (value) {
            System.setProperty("org.slf4j.simpleLogger.log.dev.tributary", "info");
        }
    }

    public static void main(String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.setProperty("org.slf4j.simpleLogger.log.dev.tributary", "warn");
        System.setProperty("org.slf4j.simpleLogger.log.dev.tributary.failure", "off"); // report() prints it
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
        System.setProperty("org.slf4j.simpleLogger.logFile", "System.err");
        Main main = new Main();
        int status = new CommandLine(main)
                .setExitCodeExceptionMapper(failure -> FAILED)
                .setExecutionExceptionHandler((failure, command, parsed) -> main.report(failure))
                .setParameterExceptionHandler((failure, rest) -> {
                    System.err.println(failure.getMessage());
                    System.err.println("Try: examples/run "
                            + failure.getCommandLine().getCommandSpec().name() + " --help");
                    return FAILED;
                })
                .execute(arguments);
        System.exit(status);
    }

    private int report(Exception failure) {
        System.err.println(failure.getMessage() == null ? failure : failure.getMessage());
        if (verbose) {
            failure.printStackTrace();
        }
        return FAILED;
    }
}
