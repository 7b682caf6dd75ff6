/** Row changes of MySQL and MariaDB, read from the binlog. */
@org.jspecify.annotations.NullMarked
package dev.tributary.binlog;
