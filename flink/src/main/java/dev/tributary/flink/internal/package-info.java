/** How events lie in Flink's buffers and state, and how sinks of Tributary run in Flink's tasks. */
@org.jspecify.annotations.NullMarked
package dev.tributary.flink.internal;
