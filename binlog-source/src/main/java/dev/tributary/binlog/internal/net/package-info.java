@NullMarked
package dev.tributary.binlog.internal.net;

import org.jspecify.annotations.NullMarked;
