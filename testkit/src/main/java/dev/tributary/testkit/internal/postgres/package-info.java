@org.jspecify.annotations.NullMarked
package dev.tributary.testkit.internal.postgres;
