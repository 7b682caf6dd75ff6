/**
 * Change events and sinks of Tributary in jobs of Apache Flink: begin with {@link
 * dev.tributary.flink.ChangeEventDeserializationSchema} where a job reads topics, with {@link
 * dev.tributary.flink.TributarySink} where it stores.
 */
@org.jspecify.annotations.NullMarked
package dev.tributary.flink;
