@org.jspecify.annotations.NullMarked
package dev.tributary.testkit.internal.registry;
