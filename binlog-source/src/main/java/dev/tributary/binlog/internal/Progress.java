package dev.tributary.binlog.internal;

import dev.tributary.ChangeEvent;
import dev.tributary.binlog.internal.net.BinlogStream;
import dev.tributary.binlog.internal.snapshot.SnapshotState;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import org.jspecify.annotations.Nullable;

/**
 * How far one stream has been read: a position behind the last transaction that has ended, and whether it is yet to be
 * marked in a batch. It moves at the end of each transaction, whether or not any of it was captured; by file and offset also
 * over what is no transaction.
 *
 * <p>Confined to one thread.
 */
final class Progress {

    private final Split split;
    private BinlogPosition position;
    private @Nullable PartRead before;
    private boolean announced;
    private boolean moved;
    private long fileCreated;

    /** @param begin where the stream begins; whoever gets the records knows it already */
    Progress(Split split, BinlogPosition begin) {
        this.split = split;
        this.position = begin.withoutPart();
        this.before = begin.part();
    }

    /** Goes on within the pipeline's run: whoever gets the records has been told of the transaction that they belong to. */
    void goOn() {
        announced = before != null;
    }

    /** Behind the last transaction that has ended. */
    BinlogPosition position() {
        return position;
    }

    /**
     * Behind all that has been delivered.
     *
     * @param open the transaction that is being read; null between two
     */
    BinlogPosition behindDelivered(@Nullable OpenTransaction open) {
        PartRead part = open == null ? before : open.part().orElse(null);
        return part == null ? position : position.withPart(part);
    }

    /** Takes another state of the tables that are copied beside the stream, between two transactions. */
    void snapshots(SnapshotState state) {
        position = position.with(state);
        moved = true;
    }

    /** Whether no part of the next transaction is known of. */
    boolean isBetweenTransactions() {
        return before == null;
    }

    /** Where the last event of the stream is. */
    BinlogPosition at(BinlogStream stream) {
        return position.at(stream.file(), stream.position());
    }

    /** What had been delivered, when the stream began, of the transaction that begins now. Given once. */
    Begun begin() {
        Begun first = new Begun(before, announced);
        before = null;
        announced = false;
        return first;
    }

    /**
     * What was known of a transaction before its first event.
     *
     * @param before what was delivered of it; null for nothing
     * @param announced whether its beginning was
     */
    record Begun(@Nullable PartRead before, boolean announced) {}

    /** What the position becomes when a transaction ends with the last event of the stream. */
    BinlogPosition behind(OpenTransaction ended, BinlogStream stream) {
        BinlogPosition next = position.plus(ended.gtid(), stream.file(), stream.nextPosition())
                .inFileOf(fileCreated);
        return next.with(ended.preparedAfter(next.prepared()));
    }

    /** Moves behind a transaction that has ended. */
    void end(OpenTransaction ended, BinlogStream stream) {
        position = behind(ended, stream);
        moved = true;
    }

    /** A file begins whose creation is known; 0 if the next event tells. */
    void fileBegins(long created) {
        fileCreated = created;
    }

    /** Moves a position by file and offset over what is no transaction, between two of them. */
    void pass(BinlogStream stream) {
        BinlogPosition next = position.at(stream.file(), stream.nextPosition()).inFileOf(fileCreated);
        if (before == null && position.gtids() == null && !next.equals(position)) {
            position = next;
            moved = true;
        }
    }

    /** Marks in the batch how far everything in it goes, if that is not marked yet. */
    void mark(Batch.Builder<ChangeEvent> batch) {
        if (moved) {
            batch.advanced(split, position);
            moved = false;
        }
    }
}
