package dev.tributary.jdbc.internal.change;

import dev.tributary.ChangeEvent;
import dev.tributary.TableId;
import dev.tributary.jdbc.ForeignKeyActions;
import dev.tributary.jdbc.SchemaEvolution;
import dev.tributary.jdbc.TableChangePolicy;
import dev.tributary.jdbc.WriteMethod;
import dev.tributary.jdbc.internal.database.PositionTable;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.lane.LaneSettings;
import dev.tributary.jdbc.internal.lane.LaneWriter;
import dev.tributary.jdbc.internal.lane.Lanes;
import dev.tributary.jdbc.internal.rows.RowChoice;
import dev.tributary.spi.Sink;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Trait;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Keeps tables of a database equal to those that change events come from.
 *
 * @param dataSource the database
 * @param mapping from a source's table to the target's
 * @param rows what rows the target has for those of the source
 * @param tableChanges what to do when a table changed as a whole
 * @param evolution what may be changed in the target's tables
 * @param foreignKeys who does what foreign keys say
 * @param method how many rows at once are written
 * @param lanes how batches are formed
 * @param positions the table that keeps positions together with the rows; empty if the pipeline keeps them elsewhere
 */
public record ChangeEventSink(
        DataSource dataSource,
        Function<TableId, TableId> mapping,
        RowChoice rows,
        TableChangePolicy tableChanges,
        Set<SchemaEvolution> evolution,
        ForeignKeyActions foreignKeys,
        WriteMethod method,
        LaneSettings lanes,
        Optional<PositionTable> positions)
        implements Sink<ChangeEvent> {

    @Override
    public String describe() {
        return "JDBC " + dataSource.getClass().getSimpleName();
    }

    @Override
    public SinkWriter<ChangeEvent> open(SinkContext context) throws InterruptedException {
        Session.Opener opener = aside -> Session.openForRows(dataSource, Dialects::of, aside);
        WriteSettings settings = new WriteSettings(
                context, mapping, new TargetTables(evolution), new ForeignKeys(foreignKeys, keepsPositions()), method);
        Lanes<ChangeWork> open = Lanes.open(context, lanes, opener, () -> new ChangeStore(settings), positions);
        return new LaneWriter<>(
                new ChangeRouting(context, tableChanges, mapping, rows, new ChangeStore(settings)), open);
    }

    @Override
    public boolean keepsPositions() {
        return positions.isPresent();
    }

    @Override
    public Set<Trait> needs() {
        return lanes.wholeTransactions() ? Set.of(Trait.KEYS, Trait.TRANSACTIONS) : Set.of(Trait.KEYS);
    }
}
