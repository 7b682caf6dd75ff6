package dev.tributary.binlog.internal.event;

import java.util.HexFormat;

/**
 * The end of the rows of an XA transaction.
 *
 * @param onePhase whether it is committed with this event; otherwise it is prepared, and its fate is in a later event
 */
public record XaPrepare(boolean onePhase, XaId id) {

    public static XaPrepare parse(BinlogEvent event) {
        ByteCursor cursor = event.body("an XA prepare event");
        boolean onePhase = cursor.u8() != 0;
        long format = cursor.u32();
        int globalLength = (int) cursor.u32();
        int branchLength = (int) cursor.u32();
        HexFormat hex = HexFormat.of();
        String global = hex.formatHex(cursor.copy(globalLength));
        String branch = hex.formatHex(cursor.copy(branchLength));
        return new XaPrepare(onePhase, new XaId(global, branch, format));
    }
}
