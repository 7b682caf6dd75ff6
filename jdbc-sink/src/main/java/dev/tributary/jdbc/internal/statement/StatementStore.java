package dev.tributary.jdbc.internal.statement;

import dev.tributary.jdbc.RowBinder;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.UnbindableException;
import dev.tributary.jdbc.internal.lane.BatchStore;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Executes the user's statement for each element of a batch, as a batch of the driver. */
record StatementStore<T>(String sql, RowBinder<? super T> binder) implements BatchStore<StatementWork<T>> {

    @Override
    public void write(Session session, List<StatementWork<T>> batch) throws SQLException {
        PreparedStatement statement = session.prepare(sql);
        statement.clearBatch();
        for (StatementWork<T> work : batch) {
            bind(statement, work.element().value());
            statement.addBatch();
        }
        statement.executeBatch();
    }

    @SuppressWarnings("IllegalCatch") // whatever the user's binder throws is the element's failure
    private void bind(PreparedStatement statement, T value) throws SQLException {
        try {
            binder.bind(statement, value);
        } catch (RuntimeException failure) {
            throw new UnbindableException("The binder of the statement failed: " + failure, failure);
        }
    }
}
