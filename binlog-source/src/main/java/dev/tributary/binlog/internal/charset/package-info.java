/** Text in each of the server's character sets, made UTF-8. */
@NullMarked
package dev.tributary.binlog.internal.charset;

import org.jspecify.annotations.NullMarked;
