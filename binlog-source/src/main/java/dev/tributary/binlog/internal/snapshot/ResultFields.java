package dev.tributary.binlog.internal.snapshot;

import dev.tributary.binlog.internal.event.ByteCursor;
import java.util.ArrayList;
import java.util.List;

/** Takes a row of the text protocol apart. */
final class ResultFields {

    private static final byte[] NULL = {};

    private ResultFields() {}

    /** Returns the values of a row; NULL, which no column of a key can be, is an empty one. */
    static List<byte[]> of(byte[] bytes, int from, int length, int columns) {
        ByteCursor cursor = new ByteCursor(bytes, from, length, "a row");
        List<byte[]> values = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            values.add(cursor.takeNull() ? NULL : cursor.copy(cursor.byteCount()));
        }
        return values;
    }
}
