/** Compares what a pipeline delivers with what the server itself says of each value. */
@org.jspecify.annotations.NullMarked
package dev.tributary.binlog.differential;
