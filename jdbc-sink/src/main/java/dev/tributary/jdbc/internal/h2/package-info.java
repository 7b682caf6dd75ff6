/** How rows are written to H2. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.h2;
