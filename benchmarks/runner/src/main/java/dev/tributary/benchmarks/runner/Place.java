package dev.tributary.benchmarks.runner;

/**
 * A place in the binlog.
 *
 * @param file the file's name
 * @param position the offset in it
 * @param gtids of all transactions before it
 */
record Place(String file, long position, String gtids) {}
