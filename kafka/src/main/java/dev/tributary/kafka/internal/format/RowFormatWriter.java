package dev.tributary.kafka.internal.format;

import dev.tributary.ChangeEvent;
import dev.tributary.Operation;
import dev.tributary.RowKey;
import dev.tributary.format.JsonBuffer;
import dev.tributary.format.JsonForm;
import dev.tributary.format.RowWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Writes the newest row alone. */
public final class RowFormatWriter implements ReusingWriter {

    private static final byte[] DELETED = "\"__deleted\":\"true\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEPT = "\"__deleted\":\"false\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH_OF_EMPTY = 2;

    private final RowWriter rows;
    private final JsonKeys keys;
    private final boolean marked;
    private final JsonBuffer json = new JsonBuffer();
    private final ReusedArrays values = new ReusedArrays();

    /**
     * Creates a writer.
     *
     * @param marked whether a delete is its row with a mark, and no tombstone
     */
    public RowFormatWriter(JsonForm form, boolean marked) {
        this.rows = new RowWriter(form);
        this.keys = new JsonKeys(form);
        this.marked = marked;
    }

    @Override
    public byte[] key(String topic, RowKey key) {
        return keys.write(key);
    }

    @Override
    public byte @Nullable [] value(String topic, RowKey key, ChangeEvent event, Headers headers) {
        boolean deleted = event.operation() == Operation.DELETE;
        if (deleted && !marked) {
            return null;
        }
        json.clear();
        rows.write(event.row(), json);
        return marked ? withMark(deleted ? DELETED : KEPT) : values.copy(json);
    }

    @Override
    public void release() {
        values.release();
    }

    /** Returns the row with one member more. */
    private byte[] withMark(byte[] mark) {
        boolean first = json.size() == LENGTH_OF_EMPTY;
        int end = json.size() - 1;
        byte[] marked = Arrays.copyOf(json.array(), first ? end + mark.length : end + 1 + mark.length);
        if (!first) {
            marked[end] = ',';
        }
        System.arraycopy(mark, 0, marked, marked.length - mark.length, mark.length);
        return marked;
    }
}
