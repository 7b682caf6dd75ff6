package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.ReservedPort;
import dev.tributary.testkit.internal.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A Kafka broker that runs as a process of this machine, on a temporary log folder. */
final class LocalKafka implements Server {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final ReservedPort port;
    private final ReservedPort controllerPort;
    private final ServerProcess process;
    private final String origin;

    private LocalKafka(ReservedPort port, ReservedPort controllerPort, ServerProcess process, String origin) {
        this.port = port;
        this.controllerPort = controllerPort;
        this.process = process;
        this.origin = origin;
    }

    /** Starts a broker and waits until it answers. */
    static LocalKafka start(KafkaDistribution distribution, Map<String, String> options) {
        ReservedPort port = ReservedPort.reserve();
        ReservedPort controllerPort = ReservedPort.reserve();
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tributary-kafka-");
            Path logs = folder.resolve("logs");
            Path properties = folder.resolve("server.properties");
            FileTree.copy(distribution.template(), logs);
            new KafkaNode(port.number(), controllerPort.number(), options).write(properties, logs);
            String address = KafkaNode.HOST + ":" + port.number();
            ServerProcess process = ServerProcess.start(new Launch(
                    "Kafka " + KafkaDistribution.VERSION,
                    distribution.java("kafka.Kafka", properties.toString()),
                    Map.of(),
                    folder,
                    folder.resolve("server.log"),
                    START_LIMIT,
                    () -> KafkaTopics.answers(address)));
            return new LocalKafka(port, controllerPort, process, "jars in " + distribution.folder());
        } catch (IOException | RuntimeException e) {
            port.close();
            controllerPort.close();
            if (folder != null) {
                FileTree.delete(folder);
            }
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new TestkitException("Cannot prepare the log folder of Kafka: " + e, e);
        }
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public String host() {
        return KafkaNode.HOST;
    }

    @Override
    public int port() {
        return port.number();
    }

    @Override
    public void start() {
        process.start();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void unpause() {
        process.unpause();
    }

    @Override
    public String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
        port.close();
        controllerPort.close();
    }
}
