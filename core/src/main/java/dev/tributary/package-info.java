/**
 * What a user of the library imports: change events and rows, and pipelines that take them from a source through steps
 * into sinks.
 */
@org.jspecify.annotations.NullMarked
package dev.tributary;
