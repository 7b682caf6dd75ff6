/** The article's job in Spark: from a topic, in upper case, to a topic and into a table. */
@org.jspecify.annotations.NullMarked
package dev.tributary.examples.spark;
