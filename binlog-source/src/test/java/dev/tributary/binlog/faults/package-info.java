/** Breaks servers, networks and pipelines under load, and compares what was delivered with what the server has. */
@org.jspecify.annotations.NullMarked
package dev.tributary.binlog.faults;
