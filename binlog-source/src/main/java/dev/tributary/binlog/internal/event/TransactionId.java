package dev.tributary.binlog.internal.event;

/** The global id of one transaction, in the form of the server's kind. Immutable. Prints as the server prints it. */
public sealed interface TransactionId permits Gtid, DomainGtid {}
