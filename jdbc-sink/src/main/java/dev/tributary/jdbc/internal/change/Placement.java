package dev.tributary.jdbc.internal.change;

/**
 * In which lanes the rows of a table can be written. Lanes run ahead of each other: a row that must not be there before
 * another is gone, or after it, stays in order only in the lane of that other.
 */
enum Placement {
    /** In all: rows that have different keys have nothing to do with each other. */
    BY_KEY,
    /** In one for the table: another unique key passes values from row to row. */
    BY_TABLE,
    /** In the one of all tables that foreign keys tie together. */
    FIRST
}
