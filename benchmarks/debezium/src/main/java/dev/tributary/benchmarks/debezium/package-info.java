/** Debezium's embedded engine as a contestant. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.debezium;
