/** Plain JDBC as a contestant. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.jdbc;
