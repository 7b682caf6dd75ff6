package dev.tributary.jdbc.internal.lane;

import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.spi.SinkContext;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes a batch between savepoints, to find what is refused in it: by halves, in the order of the source, until it is alone.
 *
 * <p>A row that another stands in the way of is put aside, with all that follows of its key. Lanes that are ahead, or a former
 * run, may have stored what comes later in the source: then the row moves on before that other row comes, and what is put
 * aside, taken as one, fits again. What does not fit even so goes to the error policy.
 *
 * <p>Used for one batch, on the lane's thread.
 */
final class PartWriter<W extends Work> {

    private final Session session;
    private final BatchStore<W> store;
    private final SinkContext context;
    private final Predicate<SQLException> isForOthers;
    private final BooleanSupplier more;
    private final List<Entry<W>> aside = new ArrayList<>();
    private final Set<Object> keysAside = new HashSet<>();

    /**
     * @param isForOthers whether a refusal is thrown on, because it is not this batch alone that it is about
     * @param more whether work that follows can still free the place of a row
     */
    PartWriter(
            Session session,
            BatchStore<W> store,
            SinkContext context,
            Predicate<SQLException> isForOthers,
            BooleanSupplier more) {
        this.session = session;
        this.store = store;
        this.context = context;
        this.isForOthers = isForOthers;
        this.more = more;
    }

    static <W extends Work> List<W> work(List<Entry<W>> entries) {
        return entries.stream().map(entry -> entry.work).toList();
    }

    /** Writes all that is not refused. */
    void write(List<Entry<W>> entries) throws SQLException, InterruptedException, RowsInTheWayException {
        writePart(entries);
        settle();
    }

    private void writePart(List<Entry<W>> part) throws SQLException, InterruptedException, RowsInTheWayException {
        if (part.size() == 1) {
            writeOne(part.get(0));
            return;
        }
        boolean whole = part.stream().noneMatch(this::mustWait);
        if (part.isEmpty() || (whole && tryWrite(part))) {
            return;
        }
        int middle = part.size() / 2;
        writePart(part.subList(0, middle));
        writePart(part.subList(middle, part.size()));
    }

    private boolean mustWait(Entry<W> entry) {
        if (aside.isEmpty()) {
            return false;
        }
        return entry.work.keys().isEmpty()
                ? isAside(entry.work.group())
                : entry.work.keys().stream().anyMatch(keysAside::contains);
    }

    private boolean isAside(String group) {
        return aside.stream().anyMatch(earlier -> earlier.work.group().equals(group));
    }

    private boolean tryWrite(List<Entry<W>> part) throws SQLException {
        Savepoint before = session.savepoint();
        try {
            store.write(session, work(part));
            return true;
        } catch (SQLException refused) {
            if (SqlFailure.of(refused) != SqlFailure.ROW || isForOthers.test(refused)) {
                throw refused;
            }
            session.rollback(before);
            return false;
        }
    }

    private void writeOne(Entry<W> entry) throws SQLException, InterruptedException, RowsInTheWayException {
        if (entry.work.keys().isEmpty()) {
            makeWay(entry.work);
        }
        if (mustWait(entry)) {
            putAside(entry);
            return;
        }
        Savepoint before = session.savepoint();
        try {
            store.write(session, List.of(entry.work));
        } catch (SQLException refused) {
            if (SqlFailure.of(refused) != SqlFailure.ROW || isForOthers.test(refused)) {
                throw refused;
            }
            session.rollback(before);
            if (SqlFailure.isConflict(refused)) {
                putAside(entry);
            } else {
                reject(entry, refused);
            }
        }
    }

    /** Forgets what work on all rows of a group undoes, and stores what must be before it; other groups do not concern it. */
    private void makeWay(W work) throws SQLException, InterruptedException, RowsInTheWayException {
        if (aside.removeIf(earlier -> work.undoes(earlier.work))) {
            keysAside.clear();
            aside.forEach(left -> keysAside.addAll(left.work.keys()));
        }
        if (isAside(work.group())) {
            settle();
        }
    }

    private void putAside(Entry<W> entry) {
        aside.add(entry);
        keysAside.addAll(entry.work.keys());
    }

    private void settle() throws SQLException, InterruptedException, RowsInTheWayException {
        if (!aside.isEmpty()) {
            writeAside();
        }
        aside.clear();
        keysAside.clear();
    }

    /**
     * Writes what is put aside as one; where that is refused, without what later work undoes: where foreign keys lead to a table,
     * rows are put before one of them is removed, and the place of that one may be taken.
     */
    private void writeAside() throws SQLException, InterruptedException, RowsInTheWayException {
        SQLException refused = tryAnew(aside);
        if (refused != null) {
            List<Entry<W>> lasting = lasting(aside);
            refused = lasting.size() == aside.size() ? refused : tryAnew(lasting);
        }
        if (refused == null) {
            return;
        }
        if (more.getAsBoolean()) {
            throw new RowsInTheWayException(refused);
        }
        writeEach();
    }

    /** Returns why it was refused; null where it was not. */
    private @Nullable SQLException tryAnew(List<Entry<W>> entries) throws SQLException {
        Savepoint before = session.savepoint();
        try {
            store.writeAnew(session, work(entries));
            return null;
        } catch (SQLException refused) {
            if (SqlFailure.of(refused) != SqlFailure.ROW) {
                throw refused;
            }
            session.rollback(before);
            return refused;
        }
    }

    /** Leaves out the work that later work undoes, unless something of the same key between the two builds upon it. */
    private static <W extends Work> List<Entry<W>> lasting(List<Entry<W>> entries) {
        List<Entry<W>> lasting = new ArrayList<>();
        for (Entry<W> entry : entries) {
            leaveOutUndone(lasting, entry.work);
            lasting.add(entry);
        }
        return lasting;
    }

    private static <W extends Work> void leaveOutUndone(List<Entry<W>> entries, W later) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            W earlier = entries.get(i).work;
            if (later.undoes(earlier)) {
                entries.remove(i);
            } else if (!Collections.disjoint(earlier.keys(), later.keys())) {
                return;
            }
        }
    }

    private void writeEach() throws SQLException, InterruptedException {
        for (Entry<W> entry : aside) {
            Savepoint before = session.savepoint();
            try {
                store.write(session, List.of(entry.work));
            } catch (SQLException refused) {
                if (SqlFailure.of(refused) != SqlFailure.ROW) {
                    throw refused;
                }
                session.rollback(before);
                reject(entry, refused);
            }
        }
    }

    private void reject(Entry<W> entry, SQLException refused) throws InterruptedException {
        Rejection.of(entry.work, refused, context);
        entry.rejected = true;
    }
}
