package dev.tributary.binlog.internal.event;

/**
 * The head of a transaction of MariaDB. It stands for {@code BEGIN} too, which does not follow it.
 *
 * @param standalone whether the transaction is one statement, such as DDL, without a commit behind it
 * @param preparedXa whether it holds the rows of an XA transaction that another one commits or rolls back
 * @see <a href="https://mariadb.com/kb/en/gtid_event/">GTID_EVENT</a>
 */
public record MariaDbGtidEvent(DomainGtid gtid, boolean standalone, boolean preparedXa) {

    private static final int FLAG_STANDALONE = 1;
    private static final int FLAG_PREPARED_XA = 64;

    public static MariaDbGtidEvent parse(BinlogEvent event) {
        ByteCursor cursor = event.body("a GTID event");
        long sequence = cursor.i64();
        long domain = cursor.u32();
        int flags = cursor.u8();
        return new MariaDbGtidEvent(
                new DomainGtid(domain, event.serverId(), sequence),
                (flags & FLAG_STANDALONE) != 0,
                (flags & FLAG_PREPARED_XA) != 0);
    }
}
