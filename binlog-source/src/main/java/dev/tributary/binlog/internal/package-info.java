@NullMarked
package dev.tributary.binlog.internal;

import org.jspecify.annotations.NullMarked;
