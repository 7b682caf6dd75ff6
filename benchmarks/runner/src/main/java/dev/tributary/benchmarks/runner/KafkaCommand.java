package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.LatencyFigures;
import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how fast topics are written and read, and how soon what is committed is seen in one. */
@Command(name = "kafka", description = "Let each contestant write to topics, and read them, in turn.")
final class KafkaCommand implements Callable<Integer> {

    private static final Dataset DATASET = Dataset.INSERTS;
    private static final int FEW_ROWS = 100_000;
    private static final int WARM_UP_SECONDS = 30;
    private static final int PROFILE_SECONDS = 20;
    private static final int UNMEASURED_SECONDS = 12;
    private static final int MEASURED_SECONDS = 20;
    private static final int QUICK_SECONDS = 6;

    /** What is measured. */
    enum Part {
        SINK,
        SOURCE,
        LATENCY
    }

    @Option(names = "--quick", description = "Few rows, one round; leaves docs/benchmarks.md alone.")
    private boolean quick;

    @Option(names = "--rounds", defaultValue = "3", description = "How often each contestant runs; by default 3.")
    private int rounds;

    @Option(names = "--rows", defaultValue = "2000000", description = "How many rows there are; by default 2000000.")
    private int rows;

    @Option(names = "--only", split = ",", description = "Measure only some of: ${COMPLETION-CANDIDATES}.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--profile",
            description = "Instead of measuring, show which methods take the time of Tributary's sinks.")
    private boolean profile;

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tributary-benchmark-");
        try (BenchServer server = BenchServer.start();
                KafkaBroker broker = KafkaBroker.start()) {
            int seconds = quick ? 0 : profile ? PROFILE_SECONDS : WARM_UP_SECONDS;
            KafkaTurns turns = new KafkaTurns(server, broker, folder, seconds);
            new Turns(server, folder, 0)
                    .prepare(Stream.concat(DATASET.tables().stream(), Stream.of("ticks"))
                            .toList());
            String machine = "Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + "; MySQL "
                    + server.version() + ", Kafka's clients " + Kit.KAFKA.versionOf("kafka-clients")
                    + ", Debezium " + Kit.DEBEZIUM.versionOf("debezium-embedded")
                    + "; medians of " + rounds() + " round(s).\n\n";
            run(server, turns, folder, machine);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void run(BenchServer server, KafkaTurns turns, Path folder, String machine) throws Exception {
        if (profile) {
            profile(server, turns, folder);
            return;
        }
        if (parts.contains(Part.SINK) || parts.contains(Part.SOURCE)) {
            Place begin = write(server);
            if (parts.contains(Part.SINK)) {
                show("kafka-sink", machine, sinks(turns, begin));
            }
            if (parts.contains(Part.SOURCE)) {
                show("kafka-source", machine, sources(turns, begin));
            }
        }
        if (parts.contains(Part.LATENCY)) {
            show("kafka-latency", machine, latencies(turns));
        }
    }

    private int rounds() {
        return quick ? 1 : rounds;
    }

    private int rows() {
        return quick ? FEW_ROWS : rows;
    }

    private Place write(BenchServer server) throws SQLException {
        System.err.println("Writing " + rows() + " rows ...");
        return server.record(DATASET, rows());
    }

    private void show(String section, String machine, String tables) throws IOException {
        System.out.println(machine + tables);
        if (!quick) {
            BenchmarksPage.write(section, machine + tables);
            System.out.println("Written to docs/benchmarks.md");
        }
    }

    private String sinks(KafkaTurns turns, Place begin) throws IOException, InterruptedException {
        String recorded = turns.fill(begin, rows(), 1);
        Map<TopicWriter, List<List<PassFigures>>> figures = new EnumMap<>(TopicWriter.class);
        for (int round = 1; round <= rounds(); round++) {
            for (TopicWriter writer : TopicWriter.values()) {
                System.err.println("Round " + round + ": " + writer.title());
                figures.computeIfAbsent(writer, none -> new ArrayList<>())
                        .add(turns.write(writer, begin, rows(), recorded, List.of()));
            }
        }
        Map<TopicWriter, Score> scores = new EnumMap<>(TopicWriter.class);
        ScoreTable table = new ScoreTable();
        BarChart rates = new BarChart("To a topic: rows/s, warm", ScoreTable::grouped);
        figures.forEach((writer, passes) -> {
            Score score = new Score(rows(), passes);
            scores.put(writer, score);
            table.add(writer.title(), writer.kit(), score);
            rates.add(writer.title(), score.rowsPerSecond(Score.Pass.WARM), writer.isOurs());
        });
        String tables = SinkGoal.table(scores) + "\n" + ScoreTable.grouped(rows()) + " rows.\n\n" + table.toMarkdown();
        return quick ? tables : tables + "\n" + BenchmarksPage.draw("rate-kafka-sink", "To a topic", rates);
    }

    private String sources(KafkaTurns turns, Place begin) throws IOException, InterruptedException {
        String topic = turns.fill(begin, rows(), KafkaTurns.PARTITIONS);
        Map<TopicReader, List<List<PassFigures>>> figures = new EnumMap<>(TopicReader.class);
        for (int round = 1; round <= rounds(); round++) {
            for (TopicReader reader : TopicReader.values()) {
                System.err.println("Round " + round + ": " + reader.title());
                figures.computeIfAbsent(reader, none -> new ArrayList<>()).add(turns.read(reader, topic, rows()));
            }
        }
        ScoreTable table = new ScoreTable();
        BarChart rates = new BarChart("From a topic: rows/s, warm", ScoreTable::grouped);
        figures.forEach((reader, passes) -> {
            Score score = new Score(rows(), passes);
            table.add(reader.title(), Kit.KAFKA, score);
            rates.add(reader.title(), score.rowsPerSecond(Score.Pass.WARM), reader.isOurs());
        });
        String tables = ScoreTable.grouped(rows()) + " rows.\n\n" + table.toMarkdown();
        return quick ? tables : tables + "\n" + BenchmarksPage.draw("rate-kafka-source", "From a topic", rates);
    }

    private String latencies(KafkaTurns turns) throws Exception {
        Map<TopicFollower, List<LatencyFigures>> figures = new EnumMap<>(TopicFollower.class);
        for (int round = 1; round <= rounds(); round++) {
            for (TopicFollower follower : TopicFollower.values()) {
                System.err.println("Round " + round + ": " + follower.title());
                figures.computeIfAbsent(follower, none -> new ArrayList<>())
                        .add(turns.follow(follower, UNMEASURED_SECONDS, quick ? QUICK_SECONDS : MEASURED_SECONDS));
            }
        }
        LatencyTable table = new LatencyTable();
        BarChart chart =
                new BarChart("p99 from sending a row to a consumer, ms", micros -> LatencyTable.millis((long) micros));
        figures.forEach((follower, of) -> {
            table.add(follower.title(), of);
            chart.add(
                    follower.title(),
                    (double) LatencyTable.median(of, LatencyFigures::p99),
                    follower.kit() == Kit.KAFKA);
        });
        return quick
                ? table.toMarkdown()
                : table.toMarkdown() + "\n" + BenchmarksPage.draw("kafka-latency", "Latency through a topic", chart);
    }

    private void profile(BenchServer server, KafkaTurns turns, Path folder) throws Exception {
        Place begin = write(server);
        String recorded = turns.fill(begin, rows(), 1);
        Path samples = folder.resolve("samples.jfr");
        StringBuilder parts = new StringBuilder("Sampled on " + LocalDate.now(ZoneOffset.UTC) + " on "
                + Machine.describe() + "; Kafka's clients " + Kit.KAFKA.versionOf("kafka-clients") + ".\n\n");
        for (TopicWriter writer : TopicWriter.values()) {
            if (writer.kit() == Kit.KAFKA) {
                System.err.println("Sampling " + writer.title());
                turns.write(writer, begin, rows(), recorded, Profile.options(samples));
                Profile profile = Profile.read(samples);
                System.out.println("**" + writer.title() + "**\n\n" + profile.parts() + "\n" + profile.table());
                parts.append("**" + writer.title() + "**\n\n" + profile.parts() + "\n");
            }
        }
        if (!quick) {
            BenchmarksPage.write("kafka-profile", parts.toString().stripTrailing() + "\n");
            System.out.println("Written to docs/benchmarks.md");
        }
    }
}
