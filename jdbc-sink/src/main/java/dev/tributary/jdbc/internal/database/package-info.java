/** A connection, what the database on it speaks, and what its errors mean. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.database;
