package dev.tributary.binlog.internal;

import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.binlog.internal.sql.TableEffect;
import dev.tributary.spi.Origin;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns what a statement does to captured tables into the signals that users see. */
final class TableChanges {

    private final TableFilter filter;
    private final Set<TableId> present;

    /** @param present the captured tables that are known to be there, which is kept up to date */
    TableChanges(TableFilter filter, Set<TableId> present) {
        this.filter = filter;
        this.present = present;
    }

    /** Learns that a captured table is there. */
    void saw(TableId table) {
        present.add(table);
    }

    /**
     * Returns what a dropped database does to tables: those that are asked for by name, and those that have been seen. The
     * server logs the one statement and no table.
     */
    List<TableChange> ofDroppedDatabase(String database, String statement, Origin origin) {
        Set<TableId> gone = new LinkedHashSet<>(filter.names());
        gone.addAll(present);
        gone.removeIf(table -> !table.database().equals(database));
        present.removeAll(gone);
        return gone.stream()
                .<TableChange>map(table -> new TableChange.Dropped(table, statement, origin))
                .toList();
    }

    /** Returns the signal; empty where no captured table is concerned. */
    Optional<TableChange> of(TableEffect effect, String statement, Origin origin) {
        TableId table = effect.table();
        boolean captured = isCaptured(table);
        follow(effect, captured);
        if (effect instanceof TableEffect.Renamed renamed) {
            TableId to = renamed.to();
            return captured || isCaptured(to)
                    ? Optional.of(new TableChange.Renamed(table, to, statement, origin))
                    : Optional.empty();
        }
        return captured ? Optional.of(signal(effect, statement, origin)) : Optional.empty();
    }

    /** Whether a table is captured. */
    boolean isCaptured(TableId table) {
        return filter.matches(table.database(), table.name());
    }

    private void follow(TableEffect effect, boolean captured) {
        if (effect instanceof TableEffect.Dropped || effect instanceof TableEffect.Renamed) {
            present.remove(effect.table());
        } else if (captured) {
            present.add(effect.table());
        }
        if (effect instanceof TableEffect.Renamed renamed && isCaptured(renamed.to())) {
            present.add(renamed.to());
        }
    }

    private static TableChange signal(TableEffect effect, String statement, Origin origin) {
        TableId table = effect.table();
        if (effect instanceof TableEffect.Dropped) {
            return new TableChange.Dropped(table, statement, origin);
        }
        if (effect instanceof TableEffect.Truncated) {
            return new TableChange.Truncated(table, statement, origin);
        }
        if (effect instanceof TableEffect.PartitionChanged) {
            return new TableChange.PartitionChanged(table, statement, origin);
        }
        return new TableChange.Altered(table, statement, origin);
    }
}
