package dev.tributary.benchmarks.connector;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import dev.tributary.benchmarks.contest.Capture;
import dev.tributary.benchmarks.contest.CaptureMeter;
import dev.tributary.benchmarks.contest.Task;
import java.io.Serializable;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decodes each row by the connector's own deserializer and touches each value. */
final class RowCapture implements Predicate<Event> {

    private final CaptureMeter meter;
    private boolean marker;
    private int values;

    private RowCapture(CaptureMeter meter) {
        this.meter = meter;
    }

    public static void main(String[] arguments) throws Exception {
        Capture.run(Task.parse(arguments), (task, meter) -> {
            RowCapture rows = new RowCapture(meter);
            Client.read(task, new EventDeserializer(), rows);
            System.err.println(rows.values + " values touched");
        });
    }

    @Override
    public boolean test(Event event) {
        EventData data = event.getData();
        if (data instanceof TableMapEventData map) {
            marker = map.getTable().equals(Task.MARKER);
        } else if (data instanceof WriteRowsEventData written) {
            if (marker) {
                meter.mark();
                return true;
            }
            for (Serializable[] row : written.getRows()) {
                touch(row);
                meter.row(0);
            }
        } else if (data instanceof UpdateRowsEventData updated) {
            for (Map.Entry<Serializable[], Serializable[]> row : updated.getRows()) {
                touch(row.getKey());
                touch(row.getValue());
                meter.row(0);
            }
        }
        return false;
    }

    private void touch(@Nullable Serializable[] row) {
        for (Serializable value : row) {
            if (value != null) {
                values++;
            }
        }
    }
}
