package dev.tributary.benchmarks.connector;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.tributary.benchmarks.contest.Latency;
import dev.tributary.benchmarks.contest.LatencyMeter;
import dev.tributary.benchmarks.contest.Task;
import java.util.function.Predicate;

/** Gives each row to a listener as it comes. */
final class LatencyFollow implements Predicate<Event> {

    private static final int SENT_MICROS = 1;

    private final LatencyMeter meter;
    private boolean marker;

    private LatencyFollow(LatencyMeter meter) {
        this.meter = meter;
    }

    public static void main(String[] arguments) throws Exception {
        Latency.run(
                Task.parse(arguments),
                (task, meter) -> Client.read(task, new EventDeserializer(), new LatencyFollow(meter)));
    }

    @Override
    public boolean test(Event event) {
        if (event.getData() instanceof TableMapEventData map) {
            marker = map.getTable().equals(Task.MARKER);
        } else if (event.getData() instanceof WriteRowsEventData written) {
            if (marker) {
                return true;
            }
            written.getRows().forEach(row -> meter.row((Long) row[SENT_MICROS]));
        }
        return false;
    }
}
