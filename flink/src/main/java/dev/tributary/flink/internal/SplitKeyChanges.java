package dev.tributary.flink.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;

/** Makes of an update that changes the primary key a delete and an insert. */
public final class SplitKeyChanges implements FlatMapFunction<ChangeEvent, ChangeEvent> {

    private static final long serialVersionUID = 1L;

    /** Creates the function. */
    public SplitKeyChanges() {}

    @Override
    public void flatMap(ChangeEvent event, Collector<ChangeEvent> out) {
        if (!changesKey(event)) {
            out.collect(event);
            return;
        }
        if (!isWhole(event.row())) {
            throw new SinkException("An update of table " + event.table() + " from " + event.origin()
                    + " changes the row's key, but holds only some of its columns, so that the row cannot be written under its"
                    + " new key: SET GLOBAL binlog_row_image = 'FULL'");
        }
        out.collect(ChangeEvent.delete(event.before().orElseThrow(), event.origin()));
        out.collect(ChangeEvent.insert(event.row(), event.origin()));
    }

    /** Returns whether an event is an update that gives its row another primary key. */
    public static boolean changesKey(ChangeEvent event) {
        if (event.operation() != Operation.UPDATE) {
            return false;
        }
        RowKey old = RowKey.of(event.before().orElseThrow());
        for (int i = 0; i < old.size(); i++) {
            if (!old.row().has(old.column(i))) {
                return false; // what an image leaves out has not changed
            }
        }
        return !old.equals(event.key());
    }

    private static boolean isWhole(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (!row.has(i)) {
                return false;
            }
        }
        return true;
    }
}
