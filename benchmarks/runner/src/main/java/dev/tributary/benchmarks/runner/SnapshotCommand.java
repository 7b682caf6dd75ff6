package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast, and at which cost, the rows are read that tables hold already. */
@Command(name = "snapshot", description = "Let each contestant read the same tables in turn.")
final class SnapshotCommand implements Callable<Integer> {

    /** The heap in which a table of any size must be read, in MiB. */
    static final int SMALL_HEAP = 256;

    private static final int FEW_ROWS = 200_000;
    private static final int WARM_UP_SECONDS = 12;
    private static final Dataset DATASET = Dataset.INSERTS;

    @Option(names = "--quick", description = "Few rows, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each contestant runs; by default 3.")
    private int rounds;

    @Option(names = "--rows", defaultValue = "2000000", description = "How many rows there are; by default 2000000.")
    private int rows;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark-");
        try (BenchServer server = BenchServer.start()) {
            fill(server);
            SnapshotReport report = measure(new Turns(server, folder, quick ? 0 : WARM_UP_SECONDS));
            String machine = "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + "; MySQL "
                    + server.version() + ", Connector/J " + Kit.JDBC.versionOf("mysql-connector-j")
                    + ", Debezium " + Kit.DEBEZIUM.versionOf("debezium-embedded")
                    + "; medians of " + (quick ? 1 : rounds) + " round(s).\n\n";
            System.out.println(machine + report.tables());
            if (!quick) {
                BenchmarksPage.write("snapshot", machine + report.tables() + report.draw());
                System.out.println("Written to docs/benchmarks.md");
            }
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private int rows() {
        return quick ? FEW_ROWS : rows;
    }

    private void fill(BenchServer server) throws SQLException {
        System.err.println("Writing " + rows() + " rows ...");
        List<String> statements = new ArrayList<>(List.of("USE " + Tables.DATABASE));
        statements.addAll(DATASET.statements(rows()));
        statements.addAll(
                DATASET.tables().stream().map(table -> "ANALYZE TABLE " + table).toList());
        server.execute(statements);
    }

    private SnapshotReport measure(Turns turns) throws IOException, InterruptedException {
        SnapshotReport report = new SnapshotReport(rows());
        for (int round = 1; round <= (quick ? 1 : rounds); round++) {
            for (Copier copier : Copier.values()) {
                System.err.println("Round " + round + ": " + copier.title());
                report.add(copier, turns.snapshot(copier, DATASET.tables(), rows(), ContestantProcess.HEAP));
            }
        }
        for (Copier copier : inSmallHeap()) {
            System.err.println("In a heap of " + SMALL_HEAP + " MiB: " + copier.title());
            report.addInSmallHeap(copier, inSmallHeap(turns, copier));
        }
        return report;
    }

    /** All; but for Debezium when it must be quick, whose starts take most of the time. */
    private List<Copier> inSmallHeap() {
        return Stream.of(Copier.values())
                .filter(copier -> !quick || copier.kit() != Kit.DEBEZIUM)
                .toList();
    }

    /** What cannot do it shall not end the run of the others. */
    private List<PassFigures> inSmallHeap(Turns turns, Copier copier) throws IOException, InterruptedException {
        try {
            return turns.snapshot(copier, DATASET.tables(), rows(), SMALL_HEAP);
        } catch (IllegalStateException failed) {
            System.err.println(failed.getMessage());
            return List.of();
        }
    }
}
