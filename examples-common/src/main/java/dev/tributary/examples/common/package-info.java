/** What the article's job is run on and verified by, whatever the engine. */
@org.jspecify.annotations.NullMarked
package dev.tributary.examples.common;
