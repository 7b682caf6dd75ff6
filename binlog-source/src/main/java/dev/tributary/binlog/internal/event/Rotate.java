package dev.tributary.binlog.internal.event;

import java.nio.charset.StandardCharsets;

/** Says in which file, and where in it, the following events are. */
public record Rotate(String file, long position) {

    public static Rotate parse(BinlogEvent event) {
        ByteCursor cursor = event.body("a rotate event");
        long position = cursor.i64();
        return new Rotate(cursor.string(cursor.remaining(), StandardCharsets.UTF_8), position);
    }
}
