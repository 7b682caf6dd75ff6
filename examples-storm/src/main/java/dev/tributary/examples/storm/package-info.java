/** The article's job in Storm: from a topic, in upper case, into a table. */
@org.jspecify.annotations.NullMarked
package dev.tributary.examples.storm;
