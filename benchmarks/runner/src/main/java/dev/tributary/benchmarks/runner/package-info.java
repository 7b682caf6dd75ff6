/** Lets the contestants run in turn on one server, and reports what they took. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.runner;
