/** How records get to topics and from them. */
@org.jspecify.annotations.NullMarked
package dev.tributary.kafka.internal;
