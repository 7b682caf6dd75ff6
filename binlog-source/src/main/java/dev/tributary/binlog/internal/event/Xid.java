package dev.tributary.binlog.internal.event;

/** The commit of a transaction of a transactional engine. */
public record Xid(long number) {

    public static Xid parse(BinlogEvent event) {
        return new Xid(event.body("a commit (XID) event").i64());
    }
}
