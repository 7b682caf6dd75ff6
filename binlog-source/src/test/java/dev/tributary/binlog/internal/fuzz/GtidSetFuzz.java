package dev.tributary.binlog.internal.fuzz;

import dev.tributary.binlog.internal.event.ByteCursor;
import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.event.GtidSetEncoding;
import java.nio.charset.StandardCharsets;

/** A set that can be read at all reads back from its text and from its bytes as what it was. */
final class GtidSetFuzz implements FuzzTarget.Body {

    @Override
    public void run(byte[] input) {
        GtidSet set;
        try {
            set = GtidSet.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return; // what the method documents
        }
        EventFuzz.checkReadsItself(set);
        byte[] encoded = GtidSetEncoding.encode(set);
        GtidSet decoded = GtidSetEncoding.decode(new ByteCursor(encoded, 0, encoded.length, "a GTID set"));
        if (!decoded.equals(set)
                || !set.containsAll(decoded)
                || !set.minus(decoded).isEmpty()) {
            throw new AssertionError(set + " is decoded as " + decoded);
        }
    }
}
