package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.Server;
import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A Kafka node that runs as a process of this machine, on a temporary log folder. */
final class LocalKafka implements Server {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final NodePorts ports;
    private final ServerProcess process;
    private final Path logs;
    private final String origin;

    private LocalKafka(NodePorts ports, ServerProcess process, Path logs, String origin) {
        this.ports = ports;
        this.process = process;
        this.logs = logs;
        this.origin = origin;
    }

    /** Starts the only node of a cluster and waits until it answers. */
    static LocalKafka alone(KafkaDistribution distribution, KafkaSpec spec) {
        NodePorts ports = NodePorts.reserve();
        KafkaNode node = KafkaNode.alone(ports.client(), ports.internal(), ports.controller(), spec.options());
        return start(distribution, ports, node, spec);
    }

    /** Starts a node and waits until it answers; the ports are given back when it is closed or cannot be started. */
    static LocalKafka start(KafkaDistribution distribution, NodePorts ports, KafkaNode node, KafkaSpec spec) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("tributary-kafka-");
            Path logs = spec.logs(node.id(), folder);
            Path properties = folder.resolve("server.properties");
            distribution.prepare(node, logs);
            node.write(properties, logs);
            String client = KafkaNode.HOST + ":" + ports.client();
            String internal = KafkaNode.HOST + ":" + ports.internal();
            ServerProcess process = ServerProcess.start(new Launch(
                    "Kafka " + KafkaDistribution.VERSION + " node " + node.id(),
                    distribution.java("kafka.Kafka", properties.toString()),
                    Map.of(),
                    folder,
                    folder.resolve("server.log"),
                    START_LIMIT,
                    () -> KafkaTopics.isOpen(client) && KafkaTopics.answers(internal)));
            return new LocalKafka(ports, process, logs, "jars in " + distribution.folder());
        } catch (IOException | RuntimeException e) {
            ports.close();
            if (folder != null) {
                FileTree.delete(folder);
            }
            throw e instanceof RuntimeException unchecked
                    ? unchecked
                    : new TestkitException("Cannot prepare the log folder of Kafka: " + e, e);
        }
    }

    /** Where the testkit itself may do everything, whatever is asked of clients. */
    String internalAddress() {
        return KafkaNode.HOST + ":" + ports.internal();
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
        return ports.client();
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
        FileTree.delete(logs);
        ports.close();
    }
}
