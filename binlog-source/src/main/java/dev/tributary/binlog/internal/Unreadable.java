package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.DecodeException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.spi.Split;
import dev.tributary.spi.Undecodable;
import java.util.Arrays;

/** Events from which no rows can be made, in the form in which the error policy takes them. */
final class Unreadable {

    private Unreadable() {}

    /** Returns an event's own bytes and why they cannot be read. */
    @SuppressWarnings("NullAway") // the key may be null, which it does not see of a record in a class file
    static Undecodable event(BinlogEvent event, Split split, BinlogOrigin origin, DecodeException cause) {
        byte[] bytes = Arrays.copyOfRange(event.bytes(), event.offset(), event.offset() + event.length());
        return new Undecodable(
                split,
                origin,
                null,
                bytes,
                new DecodeException("Cannot read the binlog at " + origin + ": " + cause.getMessage(), cause));
    }
}
