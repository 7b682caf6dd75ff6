/** Lanes: parallel writers, each with a connection and a thread of its own. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.lane;
