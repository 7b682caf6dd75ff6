package dev.tributary.binlog.internal;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.RowsEvent;
import dev.tributary.TableChange;
import dev.tributary.Transaction;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.TableMapHead;
import dev.tributary.binlog.internal.event.TransactionId;
import dev.tributary.binlog.internal.event.XaId;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.spi.Batch;
import dev.tributary.spi.Split;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being read: how far, and how much of it has been delivered. What an earlier connection has
 * delivered of it is counted, and not delivered again.
 *
 * <p>The newest event with captured rows is held back until it is known whether it is the last.
 */
final class OpenTransaction {

    /** How much is delivered before a position is worth its while. */
    private static final long BYTES_BETWEEN_MARKS = 1 << 20;

    private final @Nullable TransactionId gtid;
    private final Transaction description;
    private final Split split;
    private final @Nullable PartRead before;
    private boolean announced;
    private boolean begun;
    private boolean xa;
    private boolean xaIsCaptured;
    private @Nullable PreparedXa preparedXa;
    private @Nullable XaId endedXa;
    private long events;
    private @Nullable String statement;
    private @Nullable Held held;
    private @Nullable Held newest;
    private long unmarkedBytes;

    private record Held(BinlogEvent event, TableDecoder decoder, RowsEvent place) {}

    /** @param known what was known of it before its first event */
    OpenTransaction(@Nullable TransactionId gtid, Transaction description, Split split, Progress.Begun known) {
        this.gtid = gtid;
        this.description = description;
        this.split = split;
        this.before = known.before();
        this.announced = known.announced();
        if (before != null && !before.isOf(description)) {
            throw new PartLostException(before, "the server goes on with " + description);
        }
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
    void begin() {
        begun = true;
    }

    /** The rows of an XA transaction have begun, which count when that is committed. */
    void beginXa() {
        begun = true;
        xa = true;
    }

    boolean isBegun() {
        return begun;
    }

    boolean isXa() {
        return xa;
    }

    /** An XA transaction has captured rows. */
    void xaIsCaptured() {
        xaIsCaptured = true;
    }

    /** What it prepares, if it is an XA transaction. */
    PreparedXa prepared(XaId id) {
        return new PreparedXa(
                id, description.gtid().orElse(""), description.file(), description.position(), xaIsCaptured);
    }

    /** It ends an XA transaction that was prepared before. */
    void endsXa(XaId id) {
        endedXa = id;
    }

    /** It leaves an XA transaction prepared. */
    void prepares(PreparedXa prepared) {
        preparedXa = prepared;
    }

    /** Returns which XA transactions are prepared behind it. */
    PreparedXas preparedAfter(PreparedXas before) {
        PreparedXas left = endedXa == null ? before : before.minus(endedXa);
        return preparedXa == null ? left : left.plus(preparedXa);
    }

    /** Whether anything of it has been delivered. */
    boolean isAnnounced() {
        return announced;
    }

    /** Takes the statement behind the row events that follow. */
    void statement(String sql) {
        statement = sql;
    }

    /**
     * Takes a row event.
     *
     * @param decoder null if its table is not captured
     * @param position its offset in the transaction's file
     */
    void rows(BinlogEvent event, @Nullable TableDecoder decoder, long position, Batch.Builder<ChangeEvent> batch) {
        long index = events;
        boolean again = count(event);
        if (decoder != null && !again) {
            release(false, batch);
            announce(batch);
            held = new Held(event, decoder, place(position, index));
        }
        if (statement != null && TableMapHead.endsStatement(event)) {
            statement = null;
        }
    }

    private RowsEvent place(long position, long index) {
        RowsEvent place = RowsEvent.of(description, position, index);
        return statement == null ? place : place.withStatement(statement);
    }

    /** Counts a row event, and returns whether it was delivered before. */
    private boolean count(BinlogEvent event) {
        events++;
        if (before == null || events > before.events()) {
            return false;
        }
        if (events == before.events() && !before.endsWith(event)) {
            throw new PartLostException(before, "the last of these is another one now");
        }
        return true;
    }

    private void release(boolean last, Batch.Builder<ChangeEvent> batch) {
        Held rows = held;
        if (rows != null) {
            held = null;
            newest = rows;
            unmarkedBytes += rows.event().length();
            batch.block(new EventRows(rows.event(), rows.decoder(), rows.place(), last, split));
            batch.holding(rows.event().length());
        }
    }

    private void announce(Batch.Builder<ChangeEvent> batch) {
        if (!announced) {
            announced = true;
            batch.transactionBegan(split, description);
        }
    }

    /** Delivers changes of tables, unless they were delivered before. */
    void changed(Function<BinlogOrigin, List<TableChange>> change, long position, Batch.Builder<ChangeEvent> batch) {
        if (isBehind()) {
            return;
        }
        for (TableChange signal : change.apply(origin(position))) {
            release(false, batch);
            announce(batch);
            batch.tableChanged(split, signal);
        }
    }

    /** Delivers an event from which rows cannot be made, unless it was delivered before. */
    void unreadable(BinlogEvent event, DecodeException cause, long position, Batch.Builder<ChangeEvent> batch) {
        if (!isBehind()) {
            release(false, batch);
            announce(batch);
            batch.undecodable(Unreadable.event(event, split, origin(position), cause));
        }
    }

    private boolean isBehind() {
        return before != null && events < before.events();
    }

    private BinlogOrigin origin(long position) {
        return new BinlogOrigin(place(position, events), 0, false);
    }

    /** Returns what has been delivered of it if a position behind that is due now; empty if not. */
    Optional<PartRead> takeMark() {
        if (unmarkedBytes < BYTES_BETWEEN_MARKS) {
            return Optional.empty();
        }
        unmarkedBytes = 0;
        return part();
    }

    /** Returns what has been delivered of it; empty for nothing. */
    Optional<PartRead> part() {
        Held last = newest;
        return last == null
                ? Optional.ofNullable(before)
                : Optional.of(PartRead.of(description, last.place().index() + 1, last.event()));
    }

    /** Delivers the rest. */
    void commit(Batch.Builder<ChangeEvent> batch) {
        if (before != null && isBehind()) {
            throw new PartLostException(before, "it has " + events + " now");
        }
        release(true, batch);
        if (announced) {
            batch.transactionCommitted(split, description);
        }
    }
}
