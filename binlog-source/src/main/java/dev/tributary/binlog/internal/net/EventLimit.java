package dev.tributary.binlog.internal.net;

import dev.tributary.binlog.internal.event.EventType;

/** The length of the longest event that is held in memory. */
record EventLimit(int maxEventBytes) {

    /** @throws BinlogFailure before anything of that length is allocated */
    void check(long length, int typeCode) {
        if (length > maxEventBytes) {
            EventType type = EventType.ofCode(typeCode);
            throw new BinlogFailure(
                    BinlogFailure.Kind.TOO_LARGE,
                    "A " + (type == null ? "type " + typeCode : type) + " event of " + length
                            + " bytes, more than the limit of " + maxEventBytes
                            + "; raise maxEventBytes if the heap has room for a few of this length");
        }
    }
}
