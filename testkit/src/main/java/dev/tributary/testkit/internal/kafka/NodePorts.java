package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.internal.process.ReservedPort;
import java.util.ArrayList;
import java.util.List;

/** The ports that a node keeps over all its restarts. */
final class NodePorts implements AutoCloseable {
    private static final int CLIENT = 0;
    private static final int INTERNAL = 1;
    private static final int CONTROLLER = 2;
    private static final int COUNT = 3;

    private final List<ReservedPort> ports = new ArrayList<>();

    private NodePorts() {}

    static NodePorts reserve() {
        NodePorts reserved = new NodePorts();
        try {
            while (reserved.ports.size() < COUNT) {
                reserved.ports.add(ReservedPort.reserve());
            }
            return reserved;
        } catch (RuntimeException e) {
            reserved.close();
            throw e;
        }
    }

    int client() {
        return ports.get(CLIENT).number();
    }

    int internal() {
        return ports.get(INTERNAL).number();
    }

    int controller() {
        return ports.get(CONTROLLER).number();
    }

    @Override
    public void close() {
        ports.forEach(ReservedPort::close);
    }
}
