package dev.tributary.jdbc.internal.change;

import dev.tributary.TableId;
import dev.tributary.jdbc.WriteMethod;
import java.util.function.Function;

/**
 * How change events are written.
 *
 * @param pipeline the pipeline's name, for the log
 * @param mapping from a source's table to the target's
 * @param tables finds the target's tables
 * @param method how many rows at once are written
 */
record WriteSettings(String pipeline, Function<TableId, TableId> mapping, TargetTables tables, WriteMethod method) {}
