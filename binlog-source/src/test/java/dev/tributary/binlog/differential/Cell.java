package dev.tributary.binlog.differential;

import dev.tributary.binlog.internal.row.Sample.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What the server says of one value.
 *
 * @param text null for NULL
 */
record Cell(
        String column,
        String definition,
        Kind kind,
        @Nullable String text) {}
