/** The forms of change events. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.kafka.internal.format;
