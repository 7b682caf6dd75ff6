package dev.tributary.binlog.internal;

import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.binlog.internal.sql.TableEffect;
import dev.tributary.spi.Origin;
import java.util.Optional;

/** Turns what a statement does to captured tables into the signals that users see. */
final class TableChanges {

    private final TableFilter filter;

    TableChanges(TableFilter filter) {
        this.filter = filter;
    }

    /** Returns the signal; empty where no captured table is concerned. */
    Optional<TableChange> of(TableEffect effect, String statement, Origin origin) {
        TableId table = effect.table();
        boolean captured = filter.matches(table.database(), table.name());
        if (effect instanceof TableEffect.Renamed renamed) {
            TableId to = renamed.to();
            return captured || filter.matches(to.database(), to.name())
                    ? Optional.of(new TableChange.Renamed(table, to, statement, origin))
                    : Optional.empty();
        }
        return captured ? Optional.of(signal(effect, statement, origin)) : Optional.empty();
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
