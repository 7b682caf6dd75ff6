package dev.tributary.kafka.internal;

import dev.tributary.TableChange;
import dev.tributary.spi.StreamRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decoder made of one record: elements, or changes of tables. Confined to one thread; used again for the next
 * record.
 *
 * @param <T> the type of the elements
 */
public final class Decoded<T> {

    private final List<StreamRecord<T>> records = new ArrayList<>();
    private final List<TableChange> tableChanges = new ArrayList<>();

    void clear() {
        records.clear();
        tableChanges.clear();
    }

    /** Adds an element. */
    void record(StreamRecord<T> record) {
        records.add(record);
    }

    /** Adds a change of a table as a whole. */
    void tableChanged(TableChange change) {
        tableChanges.add(change);
    }

    List<StreamRecord<T>> records() {
        return records;
    }

    List<TableChange> tableChanges() {
        return tableChanges;
    }
}
