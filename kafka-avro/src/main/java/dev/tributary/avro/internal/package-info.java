/** How change events become Avro and come back. Nothing here is for users, and all of it may change. */
@org.jspecify.annotations.NullMarked
package dev.tributary.avro.internal;
