/** Change events, merged and written to their tables. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.change;
