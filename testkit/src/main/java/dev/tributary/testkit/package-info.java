/** Real database and broker servers for tests and examples. */
@org.jspecify.annotations.NullMarked
package dev.tributary.testkit;
