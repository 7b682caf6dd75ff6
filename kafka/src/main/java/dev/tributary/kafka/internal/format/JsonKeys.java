package dev.tributary.kafka.internal.format;

import dev.tributary.RowKey;
import dev.tributary.format.JsonBuffer;
import dev.tributary.format.JsonForm;
import dev.tributary.format.RowWriter;

/** Writes keys as JSON objects of their columns. Confined to one thread. */
final class JsonKeys {

    private final RowWriter rows;
    private final JsonBuffer json = new JsonBuffer();

    JsonKeys(JsonForm form) {
        this.rows = new RowWriter(form);
    }

    byte[] write(RowKey key) {
        json.clear();
        rows.write(key, json);
        return json.toBytes();
    }
}
