@NullMarked
package dev.tributary.binlog.internal.sql;

import org.jspecify.annotations.NullMarked;
