package dev.tributary.jdbc.internal.change;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import dev.tributary.jdbc.internal.change.ChangeWork.Clear;
import dev.tributary.jdbc.internal.change.ChangeWork.Move;
import dev.tributary.jdbc.internal.change.ChangeWork.OnRow;
import dev.tributary.jdbc.internal.change.ChangeWork.Put;
import dev.tributary.jdbc.internal.change.ChangeWork.Rekey;
import dev.tributary.jdbc.internal.change.ChangeWork.Remove;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.TargetTable;
import dev.tributary.jdbc.internal.database.UnbindableException;
import dev.tributary.jdbc.internal.lane.BatchStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of changes: those to one key are merged, then rows are deleted, then inserted or updated, table by table
 * in the order in which the batch meets them. Deleting first frees unique values that new rows take over.
 */
final class ChangeStore implements BatchStore<ChangeWork> {

    private final WriteSettings settings;
    private final Map<TableSchema, TableWriter> writers = new HashMap<>();
    private @Nullable Session current;
    private boolean anew; // whether rows are taken out before they are put
    private @Nullable TableSchema lastSchema;
    private @Nullable TableWriter lastWriter;
    private @Nullable TableId removing; // the table of which rows are removed, and nothing else is to be done yet

    ChangeStore(WriteSettings settings) {
        this.settings = settings;
    }

    @Override
    public void write(Session session, List<ChangeWork> batch) throws SQLException {
        write(session, batch, false);
    }

    @Override
    public void writeAnew(Session session, List<ChangeWork> batch) throws SQLException {
        write(session, batch, true);
    }

    private void write(Session session, List<ChangeWork> batch, boolean takeOutFirst) throws SQLException {
        begin(session);
        anew = takeOutFirst;
        for (ChangeWork work : batch) {
            if (work instanceof OnRow onRow) { // tables are made before anything is written
                writer(session, onRow.key().row().schema(), onRow.key());
            }
        }
        removing = null;
        Map<RowKey, MergedRow> merged = new LinkedHashMap<>();
        for (ChangeWork work : batch) {
            if (work instanceof Put put) {
                removing = null;
                MergedRow row = row(merged, put.key());
                if (!row.admits(put)) {
                    writeAndClear(session, merged);
                    row = row(merged, put.key());
                }
                row.put(put);
            } else if (work instanceof Remove remove) {
                remove(session, merged, remove.key());
            } else if (work instanceof Rekey rekey && !isParent(session, rekey.key())) {
                removing = null;
                row(merged, rekey.oldKey()).remove(rekey.oldKey());
                row(merged, rekey.key()).put(rekey.row());
            } else {
                writeAndClear(session, merged);
                writeAlone(session, work);
            }
        }
        writeAndClear(session, merged);
    }

    /**
     * Returns whether rows of the table of a key must stay in one order, whatever their keys: when some of them are known in part
     * only, they cannot be taken out and put back, by which those get free of each other that have come in another order.
     */
    boolean needsOneOrder(Session session, RowKey sample, boolean inPart) throws SQLException {
        begin(session);
        TableWriter writer = writer(session, sample.row().schema(), sample);
        return writer.needsOneOrder() || (inPart && !writer.hasIndependentRows());
    }

    private void begin(Session session) {
        if (session != current) {
            current = session;
            writers.clear();
            lastSchema = null;
            lastWriter = null;
        }
    }

    /**
     * Where foreign keys lead to the table, the row goes behind all that came before: rows that it would take along may just
     * have been given to another.
     */
    private void remove(Session session, Map<RowKey, MergedRow> merged, RowKey key) throws SQLException {
        TableId table = key.row().schema().table();
        if (!isParent(session, key)) {
            removing = null;
        } else if (!table.equals(removing)) {
            writeAndClear(session, merged);
            removing = table;
        }
        row(merged, key).remove(key);
    }

    private boolean isParent(Session session, RowKey key) throws SQLException {
        return writer(session, key.row().schema(), key).isParent();
    }

    private static MergedRow row(Map<RowKey, MergedRow> merged, RowKey key) throws UnbindableException {
        try {
            return merged.computeIfAbsent(key, MergedRow::new);
        } catch (DecodeException | ValueException unreadable) { // a key is read when it is compared
            throw new UnbindableException("The " + key + " cannot be read", unreadable);
        }
    }

    private void writeAlone(Session session, ChangeWork work) throws SQLException {
        if (work instanceof Move move) {
            writer(session, move.row().schema(), move.key()).move(move.row(), move.key());
        } else if (work instanceof Rekey rekey) {
            Put row = rekey.row();
            writer(session, row.row().schema(), row.key()).rekey(row.row(), rekey.oldKey(), row.key());
        } else if (work instanceof Clear clear) {
            Optional<TargetTable> table = session.table(clear.target());
            if (table.isPresent()) {
                TableWriter.clear(session, table.get(), clear.deletedColumn());
            }
        }
    }

    /** What is to be done with the rows of one schema. */
    private static final class Group {
        private final TableWriter writer;
        private final boolean anew;
        private final List<RowKey> deletes = new ArrayList<>();
        private final List<Row> inserts = new ArrayList<>();
        private final List<Row> upserts = new ArrayList<>();
        private final List<Row> updates = new ArrayList<>();

        Group(TableWriter writer, boolean anew) {
            this.writer = writer;
            this.anew = anew && !writer.needsOneOrder();
        }

        void add(MergedRow row) {
            if (row.removed() || (anew && row.isNew())) {
                deletes.add(row.key());
            }
            Row values = row.row();
            if (values == null) {
                return;
            }
            if (!row.isNew()) {
                updates.add(values);
            } else if (row.isInserted() && (upserts.isEmpty() || writer.hasIndependentRows())) {
                inserts.add(values);
            } else {
                keepOrder();
                upserts.add(values);
            }
        }

        /** A row can take over another's unique value, so that what came first must be first. */
        private void keepOrder() {
            if (!writer.hasIndependentRows()) {
                upserts.addAll(inserts);
                inserts.clear();
            }
        }

        void delete() throws SQLException {
            writer.delete(deletes);
        }

        void put() throws SQLException {
            writer.insert(inserts);
            writer.upsert(upserts);
            writer.update(updates);
        }
    }

    private void writeAndClear(Session session, Map<RowKey, MergedRow> merged) throws SQLException {
        Map<TableWriter, Group> groups = new LinkedHashMap<>();
        for (MergedRow row : merged.values()) {
            TableWriter writer = writer(session, row.key().row().schema(), row.key());
            groups.computeIfAbsent(writer, w -> new Group(w, anew)).add(row);
        }
        for (Group group : groups.values()) {
            group.delete();
        }
        for (Group group : groups.values()) {
            group.put();
        }
        merged.clear();
        removing = null;
    }

    /** Events of a table share one schema object, so that most look-ups compare no more than a reference. */
    @SuppressWarnings("ReferenceEquality") // the quick way; what is not the same object is sought by its content
    private TableWriter writer(Session session, TableSchema schema, RowKey key) throws SQLException {
        TableWriter writer = schema == lastSchema ? lastWriter : writers.get(schema);
        if (writer == null) {
            writer = new TableWriter(session, settings, schema, key);
            writers.put(schema, writer);
        }
        lastSchema = schema;
        lastWriter = writer;
        return writer;
    }
}
