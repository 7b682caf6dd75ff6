/** What the processes of all contestants share. It has no dependencies, so that it adds nothing to their class paths. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.contest;
