/** Change events and other records, stored in a database. */
@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc;
