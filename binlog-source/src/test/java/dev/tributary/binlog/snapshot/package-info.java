/** Snapshots under load. */
@org.jspecify.annotations.NullMarked
package dev.tributary.binlog.snapshot;
