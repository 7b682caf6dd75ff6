/** What a value costs, by type of column. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.jmh;
