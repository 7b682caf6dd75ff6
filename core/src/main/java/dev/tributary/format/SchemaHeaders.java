package dev.tributary.format;

import dev.tributary.TableSchema;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The column descriptions that were parsed already, by their bytes. Confined to one thread. */
final class SchemaHeaders {

    private static final int LIMIT = 1_000;

    private final Map<ByteBuffer, TableSchema> known = new HashMap<>();
    private byte[] lastHeader = {};
    private @Nullable TableSchema last;

    TableSchema parse(byte[] header) {
        TableSchema schema = last;
        if (schema == null || !Arrays.equals(header, lastHeader)) {
            schema = find(header);
            lastHeader = header;
            last = schema;
        }
        return schema;
    }

    private TableSchema find(byte[] header) {
        TableSchema schema = known.get(ByteBuffer.wrap(header));
        if (schema == null) {
            if (known.size() >= LIMIT) {
                known.clear();
            }
            schema = SchemaHeader.parse(header);
            known.put(ByteBuffer.wrap(header), schema);
        }
        return schema;
    }
}
