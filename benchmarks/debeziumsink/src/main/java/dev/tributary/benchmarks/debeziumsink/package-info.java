/** Debezium's JDBC sink as a contestant. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.debeziumsink;
