/** Databases that others made, fetched when they are first asked for. */
@org.jspecify.annotations.NullMarked
package dev.tributary.testkit.internal.sample;
