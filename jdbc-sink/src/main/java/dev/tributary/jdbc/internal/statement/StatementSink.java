package dev.tributary.jdbc.internal.statement;

import dev.tributary.jdbc.RowBinder;
import dev.tributary.jdbc.internal.database.PositionTable;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.lane.LaneSettings;
import dev.tributary.jdbc.internal.lane.LaneWriter;
import dev.tributary.jdbc.internal.lane.Lanes;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Trait;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Executes a statement of the user for each element.
 *
 * @param <T> the type of the elements
 * @param dataSource the database
 * @param sql the statement
 * @param binder sets its parameters
 * @param lanes how batches are formed
 * @param positions the table that keeps positions together with the rows; empty if the pipeline keeps them elsewhere
 */
public record StatementSink<T>(
        DataSource dataSource,
        String sql,
        RowBinder<? super T> binder,
        LaneSettings lanes,
        Optional<PositionTable> positions)
        implements Sink<T> {

    @Override
    public String describe() {
        return "JDBC " + dataSource.getClass().getSimpleName();
    }

    @Override
    public SinkWriter<T> open(SinkContext context) throws InterruptedException {
        Session.Opener opener = aside -> Session.open(dataSource, aside);
        Lanes<StatementWork<T>> open =
                Lanes.open(context, lanes, opener, () -> new StatementStore<>(sql, binder), positions);
        return new LaneWriter<>(new StatementRouting<>(context, positions.isPresent()), open);
    }

    @Override
    public boolean keepsPositions() {
        return positions.isPresent();
    }

    @Override
    public Set<Trait> needs() {
        return lanes.lanes() > 1 ? Set.of(Trait.KEYS) : Set.of();
    }
}
