/** How a pipeline is defined and run. */
@org.jspecify.annotations.NullMarked
package dev.tributary.internal.runtime;
