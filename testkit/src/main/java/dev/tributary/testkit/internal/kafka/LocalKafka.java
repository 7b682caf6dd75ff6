package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.install.FileTree;
import dev.tributary.testkit.internal.process.Launch;
import dev.tributary.testkit.internal.process.LocalServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A Kafka node that runs as a process of this machine.
 *
 * @param server the process
 * @param internalAddress where the testkit itself may do everything, whatever is asked of clients
 */
record LocalKafka(LocalServer server, String internalAddress) {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** Starts the only node of a cluster and waits until it answers. */
    static LocalKafka alone(KafkaDistribution distribution, KafkaSpec spec) {
        NodePorts ports = NodePorts.reserve();
        KafkaNode node = KafkaNode.alone(ports.client(), ports.internal(), ports.controller(), spec.options());
        return start(distribution, ports, node, spec);
    }

    /** Starts a node and waits until it answers; the ports are given back when it is closed or cannot be started. */
    static LocalKafka start(KafkaDistribution distribution, NodePorts ports, KafkaNode node, KafkaSpec spec) {
        LocalServer server = LocalServer.start(
                "kafka",
                "jars in " + distribution.folder(),
                ports.client(),
                () -> {
                    spec.chosenLogs(node.id()).ifPresent(FileTree::delete);
                    ports.close();
                },
                folder -> launch(distribution, ports, node, spec.logs(node.id(), folder), folder));
        return new LocalKafka(server, address(ports.internal()));
    }

    private static Launch launch(
            KafkaDistribution distribution, NodePorts ports, KafkaNode node, Path logs, Path folder)
            throws IOException {
        Path properties = folder.resolve("server.properties");
        distribution.prepare(node, logs);
        node.write(properties, logs);
        String client = address(ports.client());
        String internal = address(ports.internal());
        return new Launch(
                "Kafka " + KafkaDistribution.VERSION + " node " + node.id(),
                distribution.java("kafka.Kafka", properties.toString()),
                Map.of(),
                folder,
                folder.resolve("server.log"),
                START_LIMIT,
                () -> KafkaTopics.isOpen(client) && KafkaTopics.answers(internal));
    }

    private static String address(int port) {
        return LocalServer.HOST + ":" + port;
    }
}
