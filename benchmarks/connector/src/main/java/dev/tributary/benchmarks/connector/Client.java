package dev.tributary.benchmarks.connector;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import dev.tributary.benchmarks.contest.Task;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs the connector's client from the task's position on, and sees to it that no event is missing. */
final class Client {

    private final BinaryLogClient client;
    private final Predicate<Event> handler;
    private @Nullable Exception failure;
    private long nextPosition;
    private boolean ended;

    private Client(Task task, EventDeserializer deserializer, Predicate<Event> handler) {
        this.handler = handler;
        this.nextPosition = task.position();
        client = new BinaryLogClient(task.host(), task.port(), task.user(), task.password());
        client.setSSLMode(SSLMode.DISABLED);
        client.setServerId(task.serverId());
        client.setBinlogFilename(task.file());
        client.setBinlogPosition(task.position());
        client.setUseBinlogFilenamePositionInGtidMode(true);
        client.setKeepAlive(false);
        client.setEventDeserializer(deserializer);
        client.registerEventListener(this::receive);
        client.registerLifecycleListener(new BinaryLogClient.AbstractLifecycleListener() {
            @Override
            public void onEventDeserializationFailure(BinaryLogClient from, Exception cause) {
                failure = cause;
                disconnect();
            }

            @Override
            public void onCommunicationFailure(BinaryLogClient from, Exception cause) {
                if (!ended) {
                    failure = cause;
                }
            }
        });
    }

    /**
     * Reads on this thread until the handler says that an event is the last.
     *
     * @param handler takes each event and tells whether it is the last
     */
    static void read(Task task, EventDeserializer deserializer, Predicate<Event> handler) throws IOException {
        Client client = new Client(task, deserializer, handler);
        client.client.connect();
        if (client.failure != null) {
            throw new IllegalStateException("The client has failed", client.failure);
        }
        if (!client.ended) {
            throw new IllegalStateException("The client has ended before the mark");
        }
    }

    private void receive(Event event) {
        EventHeaderV4 header = event.getHeader();
        if (header.getNextPosition() > 0) {
            if (header.getPosition() > nextPosition) {
                failure = new IllegalStateException(
                        "Nothing was seen between the offsets " + nextPosition + " and " + header.getPosition());
            }
            nextPosition = header.getNextPosition();
        }
        if (!ended && (failure != null || handler.test(event))) {
            ended = true;
            disconnect();
        }
    }

    private void disconnect() {
        try {
            client.disconnect();
        } catch (IOException e) {
            failure = e;
        }
    }
}
