package dev.tributary.binlog.internal.event;

import java.nio.charset.StandardCharsets;

/** The server's word that something is missing from its binlog. */
public record Incident(int number, String message) {

    public static Incident parse(BinlogEvent event) {
        ByteCursor cursor = event.body("an incident event");
        int number = cursor.u16();
        int length = cursor.remaining() == 0 ? 0 : cursor.u8();
        return new Incident(number, cursor.string(length, StandardCharsets.UTF_8));
    }
}
