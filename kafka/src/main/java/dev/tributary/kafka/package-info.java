/** Change events and other records, to and from Apache Kafka. */
@org.jspecify.annotations.NullMarked
package dev.tributary.kafka;
