/** How rows are written to MySQL and MariaDB. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.mysql;
