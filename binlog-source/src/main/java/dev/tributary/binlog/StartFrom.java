package dev.tributary.binlog;

import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import dev.tributary.binlog.internal.Start;
import dev.tributary.binlog.internal.event.TransactionSet;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where a {@link MySqlSource} begins when the pipeline has no saved position yet. Once there is one, it counts alone.
 *
 * <p>Immutable.
 */
public final class StartFrom {

    private static final long FIRST_OFFSET = 4;

    private final Start start;
    private final String description;

    private StartFrom(Start start, String description) {
        this.start = start;
        this.description = description;
    }

    /** Returns the beginning at the next transaction that commits. */
    public static StartFrom now() {
        return new StartFrom(new Start.Now(), "now");
    }

    /** Returns the beginning at the oldest transaction that the server still has in its binlog. */
    public static StartFrom earliest() {
        return new StartFrom(new Start.Earliest(), "earliest");
    }

    /**
     * Returns the beginning at the transactions that are not in a set. MySQL needs {@code gtid_mode=ON}.
     *
     * @param executed the transactions to leave out, as {@code @@gtid_executed} of MySQL or {@code @@gtid_binlog_pos} of MariaDB
     *     prints them; may be empty
     * @throws IllegalArgumentException if it is no GTID set
     */
    public static StartFrom gtidSet(String executed) {
        TransactionSet set = TransactionSet.parse(Objects.requireNonNull(executed, "executed"));
        return new StartFrom(new Start.BehindGtids(set), "gtid:" + set);
    }

    /**
     * Returns the beginning at an offset of a file of the binlog.
     *
     * @param file the file's name without a folder, such as {@code binlog.000042}
     * @param offset the offset of a transaction in it in bytes, 4 for the first
     * @throws IllegalArgumentException if the name is empty or the offset below 4
     */
    public static StartFrom filePosition(String file, long offset) {
        if (file.isBlank() || file.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "The name of a binlog file is expected, such as binlog.000042, but it is '" + file + "'");
        }
        if (offset < FIRST_OFFSET) {
            throw new IllegalArgumentException(
                    "An offset in a binlog file is at least " + FIRST_OFFSET + ", but it is " + offset);
        }
        return new StartFrom(new Start.AtOffset(file, offset), "file:" + file + ":" + offset);
    }

    /**
     * Returns the beginning at the first transaction that was committed at a time or later, by the clock of the server that
     * is read from. Where the server knows the second only (MySQL 5.7, MariaDB), all transactions of that second are taken.
     * A time before the oldest transaction of a binlog that was purged is refused.
     */
    public static StartFrom time(Instant time) {
        return new StartFrom(new Start.AtTime(Objects.requireNonNull(time, "time")), "time:" + time);
    }

    /**
     * Returns the beginning with the rows that the captured tables hold already, or some of them: they are read beside the
     * stream, which begins with the next transaction, and delivered as {@link dev.tributary.Operation#SNAPSHOT}. For no key
     * an older version comes after a newer one.
     *
     * @param tables what is read of which tables; none for everything in all that are captured
     * @throws IllegalArgumentException if a table is given twice
     */
    public static StartFrom snapshot(SnapshotTable... tables) {
        return snapshot(false, tables);
    }

    /** Returns what {@link #snapshot} does; the source ends when all rows are read, and the pipeline with it. */
    public static StartFrom snapshotOnly(SnapshotTable... tables) {
        return snapshot(true, tables);
    }

    private static StartFrom snapshot(boolean only, SnapshotTable... tables) {
        List<SnapshotTable> chosen = List.of(tables);
        Set<TableId> names = new HashSet<>();
        for (SnapshotTable table : chosen) {
            if (!names.add(table.table())) {
                throw new IllegalArgumentException("The table " + table.table() + " was given twice for a snapshot");
            }
        }
        String name = only ? "snapshot-only" : "snapshot";
        return new StartFrom(new Start.Snapshot(chosen, only), chosen.isEmpty() ? name : name + ":" + chosen);
    }

    Start start() {
        return start;
    }

    /** Returns it in the form {@code now}, {@code earliest}, {@code snapshot}, {@code gtid:SET}, {@code time:INSTANT} or {@code file:NAME:OFFSET}. */
    @Override
    public String toString() {
        return description;
    }
}
