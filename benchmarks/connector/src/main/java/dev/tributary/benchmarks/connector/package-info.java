/** The binlog connector alone as a contestant. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.connector;
