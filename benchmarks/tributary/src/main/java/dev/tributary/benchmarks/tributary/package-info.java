/** Tributary as a contestant. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.tributary;
