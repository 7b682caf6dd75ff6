package dev.tributary.jdbc.internal.change;

import dev.tributary.TableId;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.spi.SinkContext;
import java.util.function.Function;

/**
 * How change events are written.
 *
 * @param context learns how rows of a table are written
 * @param mapping from a source's table to the target's
 * @param tables finds the target's tables
 * @param foreignKeys what is left to the foreign keys of the target
 * @param method how many rows at once are written
 */
record WriteSettings(
        SinkContext context,
        Function<TableId, TableId> mapping,
        TargetTables tables,
        ForeignKeys foreignKeys,
        WriteMethod method) {}
