package dev.tributary.binlog.internal;

import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.DomainGtid;
import dev.tributary.binlog.internal.event.GtidEvent;
import dev.tributary.binlog.internal.event.MariaDbGtidEvent;
import dev.tributary.binlog.internal.event.TransactionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The transaction that is being read. */
final class OpenTransaction {

    private final @Nullable TransactionId gtid;
    private final Transaction description;
    private boolean begun;
    private boolean xa;
    private boolean announced;
    private final RowCounter rows = new RowCounter();

    private OpenTransaction(@Nullable TransactionId gtid, Transaction description) {
        this.gtid = gtid;
        this.description = description;
    }

    static OpenTransaction of(GtidEvent head, BinlogEvent event, String file, long position) {
        Instant time = head.originalCommitMicros() > 0
                ? Instant.EPOCH.plus(head.originalCommitMicros(), ChronoUnit.MICROS)
                : Instant.ofEpochSecond(event.timestampSeconds());
        TransactionId gtid = head.gtid();
        Transaction description = gtid == null
                ? Transaction.of(event.serverId(), file, position, time)
                : Transaction.of(event.serverId(), gtid.toString(), file, position, time);
        return new OpenTransaction(gtid, description);
    }

    static OpenTransaction of(MariaDbGtidEvent head, BinlogEvent event, String file, long position) {
        Instant time = Instant.ofEpochSecond(event.timestampSeconds());
        DomainGtid gtid = head.gtid();
        OpenTransaction transaction =
                new OpenTransaction(gtid, Transaction.of(gtid.server(), gtid.toString(), file, position, time));
        if (!head.standalone()) {
            transaction.begin(head.preparedXa());
        }
        return transaction;
    }

    /** Null where the server has none. */
    @Nullable
    TransactionId gtid() {
        return gtid;
    }

    Transaction description() {
        return description;
    }

    /** A statement has begun it that another one ends; else the first statement is all of it. */
    void begin(boolean ofXa) {
        begun = true;
        xa = ofXa;
    }

    boolean isBegun() {
        return begun;
    }

    boolean isXa() {
        return xa;
    }

    /** Whether anything of it has been delivered. */
    boolean isAnnounced() {
        return announced;
    }

    void announced() {
        announced = true;
    }

    /** What counts its captured rows as they are delivered. */
    RowCounter rows() {
        return rows;
    }
}
