/**
 * What a connector implements: sources, sinks and the few types that pass between them and the runtime. Users of the
 * library need nothing of it.
 */
@org.jspecify.annotations.NullMarked
package dev.tributary.spi;
