@org.jspecify.annotations.NullMarked
package dev.tributary.jdbc.internal.rows;
