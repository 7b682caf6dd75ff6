package dev.tributary.jdbc.internal.change;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import dev.tributary.SinkException;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.ValueException;
import dev.tributary.jdbc.TableChangePolicy;
import dev.tributary.jdbc.internal.change.ChangeWork.Clear;
import dev.tributary.jdbc.internal.change.ChangeWork.Move;
import dev.tributary.jdbc.internal.change.ChangeWork.OnRow;
import dev.tributary.jdbc.internal.change.ChangeWork.Put;
import dev.tributary.jdbc.internal.change.ChangeWork.PutKind;
import dev.tributary.jdbc.internal.change.ChangeWork.Rekey;
import dev.tributary.jdbc.internal.change.ChangeWork.Remove;
import dev.tributary.jdbc.internal.lane.Lanes;
import dev.tributary.jdbc.internal.lane.Routing;
import dev.tributary.jdbc.internal.rows.RowChoice;
import dev.tributary.jdbc.internal.rows.RowMode;
import dev.tributary.jdbc.internal.rows.TargetRows;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each change to the lane of its key, where the target's constraints let its rows go to different lanes. A changed key is a
 * removal in the lane of the old key and a row in that of the new one; where the row's image is not whole, the old row must be
 * moved, which is done while nothing else is under way.
 */
final class ChangeRouting implements Routing<ChangeEvent, ChangeWork> {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeRouting.class);

    /** About how much memory a piece of work takes beside its record's bytes. */
    private static final int OVERHEAD_BYTES = 100;

    private final SinkContext context;
    private final TableChangePolicy policy;
    private final Function<TableId, TableId> mapping;
    private final RowChoice choice;
    private final TargetRows rows;
    private final Map<TableId, TableId> targets = new HashMap<>();
    private final Set<TableId> known = new HashSet<>();
    private final Set<TableId> inPart = new HashSet<>(); // tables of which rows are known in part only
    private final ChangeStore inspector; // in the first lane

    ChangeRouting(
            SinkContext context,
            TableChangePolicy policy,
            Function<TableId, TableId> mapping,
            RowChoice choice,
            ChangeStore inspector) {
        this.choice = choice;
        this.rows = new TargetRows(choice);
        this.context = context;
        this.policy = policy;
        this.mapping = mapping;
        this.inspector = inspector;
    }

    @Override
    public void route(StreamRecord<ChangeEvent> record, Lanes<ChangeWork> lanes) throws InterruptedException {
        targets.computeIfAbsent(record.value().table(), mapping);
        try {
            ChangeEvent change = rows.of(record.value());
            RowKey key = record.key() instanceof RowKey chosen ? rows.key(chosen, change) : change.key();
            if (key.isEmpty()) {
                context.rejected(record, withoutKey(record));
                return;
            }
            switch (change.operation()) {
                case INSERT -> put(putting(record, checked(key), change.row(), PutKind.INSERTED), lanes);
                case SNAPSHOT -> put(putting(record, checked(key), change.row(), PutKind.SEEN), lanes);
                case DELETE -> put(new Remove(record, checked(key)), lanes);
                case UPDATE -> update(record, change, key, lanes);
            }
        } catch (DecodeException | ValueException notAKey) {
            context.rejected(record, notAKey);
        }
    }

    private Put putting(StreamRecord<ChangeEvent> record, RowKey key, Row row, PutKind kind) {
        return new Put(record, key, row, kind, choice.mode() != RowMode.APPEND_ONLY);
    }

    private void put(OnRow work, Lanes<ChangeWork> lanes) throws InterruptedException {
        inspect(work.key(), lanes);
        lanes.put(work.change().split(), work, bytes(work));
    }

    private void update(StreamRecord<ChangeEvent> record, ChangeEvent change, RowKey given, Lanes<ChangeWork> lanes)
            throws InterruptedException {
        Row before = change.before().orElseThrow();
        Row after = change.row();
        // What a row image leaves out has not changed.
        boolean isAll = MergedRow.isWhole(after);
        Row row = isAll ? after : new OverlaidRow(after, before);
        boolean whole = isAll || MergedRow.isWhole(row);
        if (!whole && inPart.add(change.table())) {
            known.remove(change.table()); // to be looked at again
        }
        RowKey oldKey = checked(sameColumns(given, before));
        RowKey newKey = checked(sameColumns(given, row));
        if (newKey.equals(oldKey)) {
            put(putting(record, newKey, row, PutKind.CHANGED), lanes);
        } else if (whole) {
            rekey(oldKey, putting(record, newKey, row, PutKind.INSERTED), lanes);
        } else {
            inspect(oldKey, lanes);
            OnRow move = new Move(record, oldKey, row);
            lanes.putAlone(record.split(), move, bytes(move));
        }
    }

    /** In one lane it is one piece of work, because there other rows can have to follow. */
    private void rekey(RowKey oldKey, Put row, Lanes<ChangeWork> lanes) throws InterruptedException {
        inspect(oldKey, lanes);
        Remove removal = new Remove(row.change(), oldKey);
        if (lanes.areTogether(row.change().split(), removal, row)) {
            put(new Rekey(oldKey, row), lanes);
        } else {
            put(removal, lanes);
            put(row, lanes);
        }
    }

    private static long bytes(OnRow work) {
        return work.change().bytes() + (long) OVERHEAD_BYTES;
    }

    /** Looks at a table before its first row is given to a lane, where there are several. */
    private void inspect(RowKey key, Lanes<ChangeWork> lanes) throws InterruptedException {
        TableId table = key.row().schema().table();
        if (lanes.size() > 1 && known.add(table)) {
            boolean together = lanes.ask(
                    "A look at the target of table " + table,
                    session -> inspector.needsOneOrder(session, key, inPart.contains(table)));
            lanes.gather(table.toString(), together);
        }
    }

    private static RowKey sameColumns(RowKey key, Row row) {
        String[] names = new String[key.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = name(key, i);
        }
        return RowKey.of(row, names);
    }

    /** Returns a key that can be sought: each of its columns has a value. */
    private static RowKey checked(RowKey key) {
        for (int i = 0; i < key.size(); i++) {
            Row row = key.row();
            if (!row.has(key.column(i)) || row.isNull(key.column(i))) {
                throw new ValueException("Column '" + name(key, i) + "' of the key of table "
                        + row.schema().table() + " is "
                        + (row.has(key.column(i)) ? "NULL" : "absent from the row's image")
                        + ", so that the row cannot be found in the target");
            }
        }
        return key;
    }

    private static String name(RowKey key, int index) {
        return key.row().schema().column(key.column(index)).name();
    }

    private static SinkException withoutKey(StreamRecord<ChangeEvent> record) {
        return new SinkException("Table " + record.value().table() + " has no primary key, so that the row from "
                + record.origin() + " cannot be found in the target; give the table a primary key, or name the columns"
                + " that tell its rows apart: .keyBy(change -> RowKey.of(change.row(), \"column\", …))");
    }

    @Override
    public void tableChanged(Split split, TableChange change, Lanes<ChangeWork> lanes) throws InterruptedException {
        if (change instanceof TableChange.Altered) {
            known.remove(change.table());
            return;
        }
        switch (policy) {
            case IGNORE -> LOG.warn("{}: the target is left as it is after {}", context.pipeline(), describe(change));
            case FAIL -> throw notApplied(change, "the policy is to fail");
            case APPLY -> apply(split, change, lanes);
        }
    }

    private void apply(Split split, TableChange change, Lanes<ChangeWork> lanes) throws InterruptedException {
        if (choice.mode() == RowMode.APPEND_ONLY) {
            LOG.warn("{}: the target keeps its history after {}", context.pipeline(), describe(change));
        } else if (change instanceof TableChange.Truncated) {
            TableId target = targets.computeIfAbsent(change.table(), mapping);
            if (isShared(target)) {
                throw notApplied(change, "rows of other tables are in its target " + target + " too");
            }
            lanes.putAlone(split, new Clear(change, target, choice.deletedColumn()), OVERHEAD_BYTES);
        } else if (change instanceof TableChange.PartitionChanged) {
            throw notApplied(change, "the rows that it removed or brought are not known one by one");
        } else {
            LOG.warn("{}: the target keeps its table after {}", context.pipeline(), describe(change));
        }
    }

    private boolean isShared(TableId target) {
        return targets.values().stream().filter(target::equals).count() > 1;
    }

    private static SinkException notApplied(TableChange change, String reason) {
        return new SinkException(describe(change) + " is not applied to the target: " + reason
                + "; bring the target into line by hand, then continue with tableChanges(TableChangePolicy.IGNORE)");
    }

    private static String describe(TableChange change) {
        return "'" + change.statement() + "' on table " + change.table() + " from " + change.origin();
    }
}
