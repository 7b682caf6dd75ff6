/** From the bytes of table map and row events to lazy rows. */
@org.jspecify.annotations.NullMarked
package dev.tributary.binlog.internal.row;
