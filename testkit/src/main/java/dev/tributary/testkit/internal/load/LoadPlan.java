package dev.tributary.testkit.internal.load;

import java.time.Duration;
import javax.sql.DataSource;

/**
 * What the writers of a load share.
 *
 * @param source where connections come from
 * @param table the table written to
 * @param columns its columns
 * @param size how much
 * @param seed of the random choices
 * @param pause after each transaction
 * @param outagesTolerated whether writers connect again when the server goes away
 */
public record LoadPlan(
        DataSource source,
        String table,
        Columns columns,
        Size size,
        long seed,
        Duration pause,
        boolean outagesTolerated) {

    /**
     * The columns written to.
     *
     * @param key the integer primary key
     * @param value the text
     */
    public record Columns(String key, String value) {}

    /**
     * How much is written.
     *
     * @param keys the number of different primary keys
     * @param changesPerTransaction the greatest number of changes in a transaction
     */
    public record Size(int keys, int changesPerTransaction) {}

    String insert() {
        return "INSERT IGNORE INTO " + table + " (" + columns.key() + ", " + columns.value() + ") VALUES (?, ?)";
    }

    String update() {
        return "UPDATE " + table + " SET " + columns.value() + " = ? WHERE " + columns.key() + " = ?";
    }

    String delete() {
        return "DELETE FROM " + table + " WHERE " + columns.key() + " = ?";
    }
}
