package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.BinlogFiles;
import dev.tributary.binlog.internal.net.BinlogConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Learns every few seconds how far the server's binlog reaches, over a connection and on a thread of its own: the
 * connection that the binlog comes over cannot be asked, and reading must not wait for an answer. What cannot be learned is
 * unknown, and no failure. Thread-safe.
 */
final class BinlogEnd {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);
    private static final long FRESH_NANOS = INTERVAL.multipliedBy(3).toNanos();
    private static final Duration END_LIMIT = Duration.ofSeconds(2);

    private final Connector connector;
    private final Thread thread;
    private volatile @Nullable Place read;
    private volatile @Nullable Reach reach;

    /** Where a stream is. */
    record Place(String server, String file, long offset) {}

    /**
     * Where a server's binlog ended.
     *
     * @param lengths of the files before the last that were asked for, by name
     * @param nanos when
     */
    private record Reach(Place end, Map<String, Long> lengths, long nanos) {

        OptionalLong behind(Place place) {
            if (!place.server().equals(end.server())) {
                return OptionalLong.empty();
            }
            if (BinlogFiles.compare(place.file(), place.offset(), end.file(), end.offset()) >= 0) {
                return OptionalLong.of(0);
            }
            if (place.file().equals(end.file())) {
                return OptionalLong.of(end.offset() - place.offset());
            }
            if (!lengths.containsKey(place.file())) {
                return OptionalLong.empty();
            }
            long before = lengths.entrySet().stream()
                    .filter(file -> BinlogFiles.compare(file.getKey(), 0, place.file(), 0) >= 0)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return OptionalLong.of(before - place.offset() + end.offset());
        }
    }

    BinlogEnd(Connector connector, ThreadFactory threads) {
        this.connector = connector;
        this.thread = threads.newThread(this::run);
    }

    /** Learns where the stream is; begins to ask when it is told for the first time. By one thread. */
    void read(String server, String file, long offset) {
        boolean first = read == null;
        read = new Place(server, file, offset);
        if (first) {
            thread.start();
        }
    }

    /** Returns how many bytes lie between the stream and the end, as it was a few seconds ago. */
    OptionalLong bytesBehind() {
        Place place = read;
        Reach known = reach;
        return place == null || known == null || System.nanoTime() - known.nanos() > FRESH_NANOS
                ? OptionalLong.empty()
                : known.behind(place);
    }

    private void run() {
        while (!connector.isAborted()) {
            try {
                BinlogConnection connection = connector.connect();
                try {
                    ask(connection, connector.address());
                } finally {
                    connector.close(connection);
                }
            } catch (RuntimeException unknown) {
                // Whatever it is: this thread must not end before the reader does.
                reach = null;
                connector.awaitAbort(INTERVAL);
            }
        }
    }

    /** Asks one server until another is read from. */
    private void ask(BinlogConnection connection, String server) {
        ServerFacts facts = ServerFacts.read(connection);
        while (server.equals(connector.address())) {
            Place place = read;
            if (place == null || !place.server().equals(server)) {
                connector.awaitAbort(ASK_AGAIN);
            } else {
                reach = reach(connection, facts, place);
                connector.awaitAbort(INTERVAL);
            }
            if (connector.isAborted()) {
                return;
            }
        }
    }

    private static Reach reach(BinlogConnection connection, ServerFacts facts, Place place) {
        BinlogPosition last = facts.endOfFile(connection);
        Place end = new Place(place.server(), last.file(), last.offset());
        Map<String, Long> lengths = place.file().equals(end.file()) ? Map.of() : lengths(connection, end.file());
        return new Reach(end, lengths, System.nanoTime());
    }

    private static Map<String, Long> lengths(BinlogConnection connection, String last) {
        List<List<@Nullable String>> logs = connection.query("SHOW BINARY LOGS");
        return logs.stream()
                .filter(log -> BinlogFiles.compare(ServerFacts.text(log, 0), 0, last, 0) < 0)
                .collect(Collectors.toMap(
                        log -> ServerFacts.text(log, 0), log -> Long.parseLong(ServerFacts.text(log, 1))));
    }

    /** Waits for the end of the thread, after the connector was broken off. */
    void awaitEnd() {
        try {
            thread.join(END_LIMIT.toMillis());
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
        }
    }
}
