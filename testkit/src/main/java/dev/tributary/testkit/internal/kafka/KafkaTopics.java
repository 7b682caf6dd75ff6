package dev.tributary.testkit.internal.kafka;

import dev.tributary.testkit.TestkitException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** What is asked of a broker through its admin client. */
public final class KafkaTopics {
    private static final int PROBE_MILLIS = 2_000;
    private static final int REQUEST_MILLIS = 30_000;

    private KafkaTopics() {}

    /** Whether a broker answers at {@code address} and has joined its cluster. */
    static boolean answers(String address) throws Exception {
        knock(address);
        try (Admin admin = admin(address, PROBE_MILLIS)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        }
    }

    /** Fails while the port is closed, without the warnings that the client would log meanwhile. */
    private static void knock(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    PROBE_MILLIS);
        }
    }

    /** Creates a topic and waits until it is there. */
    public static void create(String address, String name, int partitions, Map<String, String> configuration) {
        try (Admin admin = admin(address, REQUEST_MILLIS)) {
            NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configuration);
            admin.createTopics(List.of(topic)).all().get(REQUEST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(address, name, String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw failed(address, name, "no answer within " + REQUEST_MILLIS / 1_000 + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(address, name, "interrupted", e);
        }
    }

    private static TestkitException failed(String address, String name, String reason, Exception cause) {
        return new TestkitException("Cannot create the topic '" + name + "' at " + address + ": " + reason, cause);
    }

    private static Admin admin(String address, int timeoutMillis) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                address,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                timeoutMillis,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeoutMillis));
    }
}
