package dev.tributary.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Sets the parameters of a statement from an element.
 *
 * <p>It is called on the threads of the sink's lanes, and again for an element whose batch is tried again: it sets
 * parameters and does nothing else.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface RowBinder<T> {

    /**
     * Sets every parameter of the statement.
     *
     * @param row the statement; it is executed by the sink
     * @throws SQLException if the driver refuses a value: the element goes to the pipeline's error policy, as it does
     *     after any other exception
     */
    void bind(PreparedStatement row, T value) throws SQLException;
}
