package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.testkit.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast jobs of Flink read the binlog, tables and topics. */
@Command(name = "flink", description = "Let each contestant read changes in a job of Flink, in turn.")
final class FlinkCommand implements Callable<Integer> {

    private static final Dataset DATASET = Dataset.INSERTS;
    private static final int FEW_ROWS = 100_000;
    private static final int WARM_UP_SECONDS = 10;

    @Option(names = "--quick", description = "Few rows, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each contestant runs; by default 3.")
    private int rounds;

    @Option(names = "--rows", defaultValue = "500000", description = "How many rows there are; by default 500000.")
    private int rows;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark-");
        try (BenchServer server = BenchServer.startOld(); // Flink CDC cannot read a newer one
                KafkaBroker broker = KafkaBroker.start()) {
            FlinkTurns turns = new FlinkTurns(server, broker, folder, quick ? 0 : WARM_UP_SECONDS);
            System.err.println("Writing " + rows() + " rows ...");
            Place begin = server.record(DATASET, rows());
            String topic = new KafkaTurns(server, broker, folder, 0).fill(begin, rows(), 1);
            String tables = tables(turns, begin, topic);
            String machine = "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + "; MySQL "
                    + server.version() + ", Flink " + Kit.FLINK.versionOf("flink-streaming-java") + ", Flink CDC "
                    + Kit.FLINKCDC.versionOf("flink-sql-connector-mysql-cdc") + " in Flink "
                    + Kit.FLINKCDC.versionOf("flink-streaming-java")
                    + "; one slot, where nothing else is said; medians of "
                    + (quick ? 1 : rounds) + " round(s).\n\n";
            System.out.println(machine + tables);
            if (!quick) {
                BenchmarksPage.write("flink", machine + tables);
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

    private String tables(FlinkTurns turns, Place begin, String topic) throws Exception {
        Map<FlinkReader, List<List<PassFigures>>> figures = new EnumMap<>(FlinkReader.class);
        for (int round = 1; round <= (quick ? 1 : rounds); round++) {
            for (FlinkReader reader : FlinkReader.values()) {
                System.err.println("Round " + round + ": " + reader.title());
                figures.computeIfAbsent(reader, none -> new ArrayList<>())
                        .add(turns.read(reader, begin, topic, rows()));
            }
        }
        ScoreTable table = new ScoreTable();
        BarChart rates = new BarChart("In Flink: rows/s, warm", ScoreTable::grouped);
        figures.forEach((reader, passes) -> {
            Score score = new Score(rows(), passes);
            table.add(reader.title(), reader.kit(), score);
            rates.add(reader.title(), score.rowsPerSecond(Score.Pass.WARM), reader.isOurs());
        });
        String tables = ScoreTable.grouped(rows()) + " rows.\n\n" + table.toMarkdown();
        return quick ? tables : tables + "\n" + BenchmarksPage.draw("rate-flink", "In a job of Flink", rates);
    }
}
