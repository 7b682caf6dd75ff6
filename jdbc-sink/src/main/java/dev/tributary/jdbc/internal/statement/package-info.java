/** Any elements, written by a statement of the user. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.statement;
