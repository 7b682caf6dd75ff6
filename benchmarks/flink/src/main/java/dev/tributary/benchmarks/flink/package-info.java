/** Tributary and Flink's own formats in jobs of Flink. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.flink;
