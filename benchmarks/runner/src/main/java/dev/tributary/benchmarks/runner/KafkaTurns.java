package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.LatencyFigures;
import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets contestants that write or read topics run, one at a time; each that writes gets a topic of its own. */
final class KafkaTurns {

    static final int PARTITIONS = 3;

    private static final String LINGER_MILLIS = "10";
    private static final List<String> TICKS = List.of("ticks");
    private static final int TICKS_PER_SECOND = 1000;

    private final BenchServer server;
    private final KafkaBroker broker;
    private final Path folder;
    private final int warmUpSeconds;

    /** @param warmUpSeconds how long a contestant runs unmeasured between what is measured cold and warm */
    KafkaTurns(BenchServer server, KafkaBroker broker, Path folder, int warmUpSeconds) {
        this.server = server;
        this.broker = broker;
        this.folder = folder;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** Writes rows of the binlog to a new topic and returns its name. */
    String fill(Place begin, int rows, int partitions) throws IOException, InterruptedException {
        String topic = broker.newTopic("filled", partitions);
        Task task = task(server.task(begin, Dataset.INSERTS.tables(), rows, 0, folder), topic, Map.of());
        try (ContestantProcess process =
                ContestantProcess.start(Kit.KAFKA, Kit.KAFKA.packageName() + ".WriteTopic", task, folder)) {
            process.awaitFigures();
        }
        return topic;
    }

    /**
     * Lets a contestant write rows to a topic of its own, and returns the figures of each pass.
     *
     * @param recorded a topic with the same messages
     */
    List<PassFigures> write(TopicWriter writer, Place begin, int rows, String recorded, List<String> options)
            throws IOException, InterruptedException {
        String topic = broker.newTopic("written", PARTITIONS);
        Map<String, String> settings = new HashMap<>(writer.settings());
        settings.put("recorded", recorded);
        Task task = task(server.task(begin, Dataset.INSERTS.tables(), rows, warmUpSeconds, folder), topic, settings);
        try (ContestantProcess process =
                ContestantProcess.start(writer.kit(), writer.mainClass(), task, folder, options)) {
            return passes(process);
        } finally {
            broker.deleteTopic(topic);
        }
    }

    /** Lets a contestant read a topic, and returns the figures of each pass. */
    List<PassFigures> read(TopicReader reader, String topic, int rows) throws IOException, InterruptedException {
        Task task = task(
                server.task(server.end(), Dataset.INSERTS.tables(), rows, warmUpSeconds, folder),
                topic,
                reader.settings());
        try (ContestantProcess process = ContestantProcess.start(Kit.KAFKA, reader.mainClass(), task, folder)) {
            return passes(process);
        }
    }

    private static List<PassFigures> passes(ContestantProcess process) throws IOException, InterruptedException {
        return process.awaitFigures().stream().map(FiguresReader::passFigures).toList();
    }

    /** Lets a contestant write single-row transactions to a topic as they come, 1,000 a second, while another looks at it. */
    LatencyFigures follow(TopicFollower follower, int unmeasuredSeconds, int seconds) throws Exception {
        int unmeasured = unmeasuredSeconds * TICKS_PER_SECOND;
        int rows = unmeasured + seconds * TICKS_PER_SECOND;
        String topic = broker.newTopic("ticks", PARTITIONS);
        Task task = task(server.task(server.end(), TICKS, rows, 0, folder), topic, follower.settings())
                .withUnmeasured(unmeasured);
        try (ContestantProcess observer = ContestantProcess.start(
                        Kit.KAFKA,
                        Kit.KAFKA.packageName() + ".Observe",
                        task,
                        Files.createTempDirectory(folder, "observer"));
                ContestantProcess process =
                        ContestantProcess.start(follower.kit(), follower.mainClass(), task, folder)) {
            long late = new OpenLoop(server, TICKS_PER_SECOND).write(rows);
            if (late > 1_000_000_000L) {
                System.err.println("Caution: the writers ended " + late / 1_000_000 + " ms behind their schedule");
            }
            server.execute(List.of("USE " + Tables.DATABASE, Tables.mark()));
            process.awaitFigures();
            return FiguresReader.latencyFigures(observer.awaitFigures().get(0));
        } finally {
            broker.deleteTopic(topic);
        }
    }

    private Task task(Task ofServer, String topic, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                KafkaSettings.BROKER,
                broker.bootstrapServers(),
                KafkaSettings.TOPIC,
                topic,
                KafkaSettings.PARTITIONS,
                Integer.toString(PARTITIONS),
                KafkaSettings.LINGER,
                LINGER_MILLIS));
        all.putAll(settings);
        return ofServer.withSettings(all);
    }
}
