/** Programs to run, to read, and to paste from; never published. */
@org.jspecify.annotations.NullMarked
package dev.tributary.examples;
