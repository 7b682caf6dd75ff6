/** Flink CDC, in the newest Flink that it runs on. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.flinkcdc;
