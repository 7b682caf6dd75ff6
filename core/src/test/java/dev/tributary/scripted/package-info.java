/** A source, a sink and a checkpoint store for tests that do, at any call, what a script says. */
@org.jspecify.annotations.NullMarked
package dev.tributary.scripted;
