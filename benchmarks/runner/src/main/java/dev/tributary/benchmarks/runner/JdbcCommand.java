package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Load;
import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.contest.Target;
import dev.tributary.benchmarks.contest.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast, and at which cost, changes are stored in a table. */
@Command(name = "jdbc", description = "Let each contestant store the same changes in turn.")
final class JdbcCommand implements Callable<Integer> {

    private static final int FEW_ROWS = 20_000;
    private static final int WARM_UP_SECONDS = 8;
    private static final int PROFILE_SECONDS = 20;
    private static final List<String> OPTIONS = List.of("-Xmx1g");

    @Option(names = "--quick", description = "Few rows, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each contestant runs; by default 3.")
    private int rounds;

    @Option(names = "--rows", defaultValue = "200000", description = "How many changes there are; by default 200000.")
    private int rows;

    @Option(names = "--only", split = ",", description = "Measure only some of: ${COMPLETION-CANDIDATES}.")
    private Set<Load> loads = EnumSet.allOf(Load.class);

    @Option(names = "--contestants", split = ",", description = "Let only some of them run: ${COMPLETION-CANDIDATES}.")
    private Set<Storer> storers = EnumSet.allOf(Storer.class);

    @Option(
            names = "--target",
            defaultValue = "MYSQL",
            description = "The database; by default MYSQL, else POSTGRESQL.")
    private Target target = Target.MYSQL;

    @Option(
            names = "--profile",
            description = "Instead of measuring, show which methods take the time of Tributary's sink.")
    private boolean profile;

    private final Map<Load, Object> digests = new EnumMap<>(Load.class);

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark-");
        try (SinkServer server = SinkServer.start(target)) {
            fill(server, folder);
            if (profile) {
                profile(server, folder);
            } else {
                report(server, measure(server, folder));
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private int rows() {
        return quick ? FEW_ROWS : rows;
    }

    private void fill(SinkServer server, Path folder) throws Exception {
        System.err.println("Writing " + rows() + " rows ...");
        store(server, Storer.FILE, Load.INSERTS, 0, folder, OPTIONS);
        server.keepFilled();
    }

    private JdbcReport measure(SinkServer server, Path folder) throws IOException, InterruptedException {
        JdbcReport report = new JdbcReport(target, rows());
        for (int round = 1; round <= (quick ? 1 : rounds); round++) {
            for (Load load : loads) {
                for (Storer storer : storers) {
                    System.err.println("Round " + round + ": " + JdbcReport.title(load) + ": " + storer.title());
                    report.add(load, storer, store(server, storer, load, quick ? 0 : WARM_UP_SECONDS, folder, OPTIONS));
                }
            }
        }
        return report;
    }

    private void report(SinkServer server, JdbcReport report) throws IOException {
        String machine = "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + "; "
                + server.version() + ", "
                + (target == Target.MYSQL
                        ? "Connector/J " + Kit.SINK.versionOf("mysql-connector-j")
                        : "pgJDBC " + Kit.SINK.versionOf("postgresql"))
                + ", Debezium " + Kit.DEBEZIUMSINK.versionOf("debezium-connector-jdbc")
                + "; medians of " + (quick ? 1 : rounds) + " round(s).\n\n";
        System.out.println(machine + report.tables());
        if (!quick) {
            BenchmarksPage.write("jdbc-" + target.id(), machine + report.tables() + report.draw());
            System.out.println("Written to docs/benchmarks.md");
        }
    }

    private List<PassFigures> store(
            SinkServer server, Storer storer, Load load, int warmUpSeconds, Path folder, List<String> options)
            throws IOException, InterruptedException {
        Task task = server.task(rows(), warmUpSeconds, folder).withSettings(storer.settings(load));
        try (ContestantProcess process =
                ContestantProcess.start(storer.kit(), storer.mainClass(), task, folder, options)) {
            List<PassFigures> passes = process.awaitFigures().stream()
                    .map(FiguresReader::passFigures)
                    .toList();
            verify(server, storer, load);
            return passes;
        }
    }

    /** All must have stored the same, or the run is worth nothing. */
    private void verify(SinkServer server, Storer storer, Load load) {
        Object digest = server.digest();
        Object known = digests.putIfAbsent(load, digest);
        if (known != null && !known.equals(digest)) {
            throw new IllegalStateException(storer.title() + " left other rows behind than the first contestant: "
                    + digest + ", but the first " + known);
        }
    }

    private void profile(SinkServer server, Path folder) throws Exception {
        Path samples = folder.resolve("samples.jfr");
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(Profile.options(samples));
        StringBuilder parts = new StringBuilder("Sampled on " + LocalDate.now(ZoneOffset.UTC) + " on "
                + Machine.describe() + "; " + server.version() + ".\n\n");
        for (Load load : loads) {
            for (Storer storer : List.of(Storer.TRIBUTARY, Storer.TRIBUTARY_STATEMENTS)) {
                System.err.println("Sampling " + JdbcReport.title(load) + ": " + storer.title());
                store(server, storer, load, PROFILE_SECONDS, folder, options);
                Profile profile = Profile.read(samples);
                String title = "**" + storer.title() + ", " + JdbcReport.title(load) + "**\n\n";
                System.out.println(title + profile.parts() + "\n" + profile.table());
                parts.append(title).append(profile.parts()).append("\n");
            }
        }
        if (!quick) {
            BenchmarksPage.write(
                    "jdbc-" + target.id() + "-profile", parts.toString().stripTrailing() + "\n");
            System.out.println("Written to docs/benchmarks.md");
        }
    }
}
