/** Tributary between binlog and topic, and the clients of Kafka alone, as contestants. */
@org.jspecify.annotations.NullMarked
package dev.tributary.benchmarks.kafka;
