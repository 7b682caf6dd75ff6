package dev.tributary.benchmarks.tributary;

import dev.tributary.Secret;
import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.Task;
import dev.tributary.binlog.SslMode;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import dev.tributary.binlog.internal.event.TableMapHead;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.net.ConnectionSettings;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.binlog.internal.net.TlsSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Takes the events as bytes, checksums verified, and decodes none: how fast they can be had at all. */
final class RawCapture {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_EVENT_BYTES = 256 << 20;

    private RawCapture() {}

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), RawCapture::read);
    }

    private static void read(Task task, CaptureMeter meter) {
        ConnectionSettings settings = new ConnectionSettings(
                task.host(),
                task.port(),
                task.user(),
                Secret.of(task.password()),
                new TlsSettings(SslMode.DISABLED, Optional.empty(), Optional.empty()),
                TIMEOUT,
                TIMEOUT,
                MAX_EVENT_BYTES);
        try (BinlogConnection connection = new BinlogConnection(settings)) {
            connection.connect();
            BinlogStream stream = connection.dump(
                    new DumpSession(task.serverId(), UUID.randomUUID(), TIMEOUT, false), task.file(), task.position());
            readToMark(stream, meter, task.rows());
        }
    }

    private static void readToMark(BinlogStream stream, CaptureMeter meter, long rows) {
        boolean begun = false;
        while (true) {
            BinlogEvent event = stream.next().orElseThrow();
            if (event.type() == EventType.TABLE_MAP) {
                if (!begun) {
                    meter.begin();
                    begun = true;
                }
                if (TableMapHead.parse(event).table().equals(Task.MARKER)) {
                    meter.markAfter(rows);
                    return;
                }
            }
        }
    }
}
