package dev.tributary.benchmarks.connector;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ByteArrayEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.Task;
import java.util.function.Predicate;

/** Takes the row events as bytes, and decodes none: how fast the server's events can be had by the connector at all. */
final class RawCapture implements Predicate<Event> {

    private final Task task;
    private final CaptureMeter meter;
    private boolean begun;
    private boolean marker;

    private RawCapture(Task task, CaptureMeter meter) {
        this.task = task;
        this.meter = meter;
    }

    public static void main(String[] arguments) throws Exception {
        Capture.run(
                Task.parse(arguments), (task, meter) -> Client.read(task, deserializer(), new RawCapture(task, meter)));
    }

    private static EventDeserializer deserializer() {
        EventDeserializer deserializer = new EventDeserializer();
        for (EventType type : EventType.values()) {
            if (EventType.isRowMutation(type)) {
                deserializer.setEventDataDeserializer(type, new ByteArrayEventDataDeserializer());
            }
        }
        return deserializer;
    }

    @Override
    public boolean test(Event event) {
        if (event.getData() instanceof TableMapEventData map) {
            marker = map.getTable().equals(Task.MARKER);
        } else if (EventType.isRowMutation(event.getHeader().getEventType())) {
            if (!begun) {
                meter.begin();
                begun = true;
            }
            if (marker) {
                meter.markAfter(task.rows());
                return true;
            }
        }
        return false;
    }
}
