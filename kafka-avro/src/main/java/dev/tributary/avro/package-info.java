/** Change events as Avro in Kafka's topics, with a registry of schemas. */
@org.jspecify.annotations.NullMarked
package dev.tributary.avro;
