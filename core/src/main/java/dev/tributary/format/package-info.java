/**
 * The form in which change events travel through topics and files: JSON in the Debezium envelope, and a description of the
 * columns beside it, from which events are restored with their exact types.
 */
@org.jspecify.annotations.NullMarked
package dev.tributary.format;
