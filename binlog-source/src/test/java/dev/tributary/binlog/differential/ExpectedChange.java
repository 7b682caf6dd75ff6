package dev.tributary.binlog.differential;

import dev.tributary.Operation;
import java.util.List;
import java.util.Map;

/**
 * A change that a statement made of one row, as the server shows the row before and after it.
 *
 * @param statement what made it
 * @param before empty for an insert
 * @param after empty for a delete
 * @param key the columns of the primary key
 */
record ExpectedChange(
        String statement, Operation operation, Map<String, Cell> before, Map<String, Cell> after, List<String> key) {}
