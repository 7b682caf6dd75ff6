/** Copies of tables that exist, read beside the stream and reconciled with it. */
@NullMarked
package dev.tributary.binlog.internal.snapshot;

import org.jspecify.annotations.NullMarked;
