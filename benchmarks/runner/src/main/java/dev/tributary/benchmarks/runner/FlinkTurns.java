package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.KafkaSettings;
import dev.tributary.benchmarks.contest.PassFigures;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lets contestants that are jobs of Flink run, one at a time. */
final class FlinkTurns {

    /** Flink's own start scripts open these; a job needs more heap than a pipeline of ours. */
    private static final List<String> JVM = Stream.concat(
                    Stream.of("-Xmx1g"),
                    Stream.of("lang", "net", "io", "nio", "text", "time", "util", "util.concurrent")
                            .map(name -> "--add-opens=java.base/java." + name + "=ALL-UNNAMED"))
            .toList();

    private final BenchServer server;
    private final KafkaBroker broker;
    private final Path folder;
    private final int warmUpSeconds;

    /** @param warmUpSeconds how long a contestant runs unmeasured between what is measured cold and warm */
    FlinkTurns(BenchServer server, KafkaBroker broker, Path folder, int warmUpSeconds) {
        this.server = server;
        this.broker = broker;
        this.folder = folder;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** Lets a contestant read rows of the binlog, or of a topic that has the same, and returns the figures of each pass. */
    List<PassFigures> read(FlinkReader reader, Place begin, String topic, int rows)
            throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(reader.settings());
        settings.put(KafkaSettings.BROKER, broker.bootstrapServers());
        settings.put(KafkaSettings.TOPIC, topic);
        Task task = server.taskWithoutMark(begin, Dataset.INSERTS.tables(), rows, warmUpSeconds, folder)
                .withSettings(settings);
        try (ContestantProcess process = ContestantProcess.start(reader.kit(), reader.mainClass(), task, folder, JVM)) {
            return process.awaitFigures().stream()
                    .map(FiguresReader::passFigures)
                    .toList();
        }
    }
}
