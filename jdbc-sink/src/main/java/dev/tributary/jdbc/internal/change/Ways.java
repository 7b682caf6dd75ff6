package dev.tributary.jdbc.internal.change;

import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.jdbc.internal.database.RowChange;
import dev.tributary.jdbc.internal.database.RowWriter;
import java.sql.SQLException;
import java.util.List;

/**
 * The ways in which one change is made to rows of one form, of which the best for a number of rows is taken, or that which the
 * user wants. Confined to one thread.
 */
final class Ways {

    private final List<RowWriter> ways;

    private Ways(List<RowWriter> ways) {
        this.ways = ways;
    }

    /**
     * Takes the ways that a dialect offers.
     *
     * @param table for messages
     * @throws ConfigurationException if the user wants another for new rows
     */
    static Ways of(WriteSettings settings, RowChange change, String table, List<RowWriter> offered) {
        WriteMethod wanted = settings.method();
        List<RowWriter> ways = wanted == WriteMethod.AUTOMATIC
                ? offered
                : offered.stream().filter(way -> way.method() == wanted).toList();
        if (change == RowChange.INSERT && ways.isEmpty()) {
            throw new ConfigurationException(
                    "New rows of table " + table + " cannot be written by WriteMethod." + wanted
                            + ": database, driver, their settings or the types of its columns do not allow it (see"
                            + " WriteMethod); make them, or choose WriteMethod.AUTOMATIC");
        }
        return new Ways(ways.isEmpty() ? offered : ways);
    }

    @Override
    public String toString() {
        return ways.toString();
    }

    void write(List<Row> rows) throws SQLException {
        RowWriter best = ways.get(0);
        for (RowWriter way : ways) {
            if (rows.size() >= way.fromRows()) {
                best = way;
            }
        }
        best.write(rows);
    }
}
