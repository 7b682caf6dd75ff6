@NullMarked
package dev.tributary.binlog.internal.event;

import org.jspecify.annotations.NullMarked;
