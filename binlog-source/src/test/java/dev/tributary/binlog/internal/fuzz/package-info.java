/** Damaged and hostile bytes against everything that reads bytes of a server; see {@code docs/fuzzing.md}. */
@org.jspecify.annotations.NullMarked
package dev.tributary.binlog.internal.fuzz;
