package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TributaryException;
import dev.tributary.spi.Position;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories, written by writers that are cut off at random, in any number of lanes, while the server kills their
 * connections and another client takes locks in the wrong order: after each flush the tables equal the model.
 *
 * <p>Not on H2, whose version 2.4.240 damages unique indexes when transactions that wait for each other's locks are rolled
 * back: one connection of plain JDBC that merges and deletes rows of {@code (id INT PRIMARY KEY, code INT UNIQUE)} with
 * {@code code = id}, beside a rival that locks rows by {@code SELECT … FOR UPDATE} and rolls back, is refused within
 * seconds because of a duplicate code, and without the rival never in millions of transactions.
 *
 * <p>{@code -Dtributary.faults=PT10M} has each case run for so long, as {@code mvn -Pquick,faults verify -pl jdbc-sink -am} does
 * for two minutes; {@code -Dtributary.seed} repeats a history.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomFaultsIT {

    private static final Duration LENGTH = Duration.parse(System.getProperty("tributary.faults", "PT2S"));
    private static final int SAVED_EVERY = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

    private final RecordingContext context = new RecordingContext();
    private final List<Object> stream = new ArrayList<>(); // records and changes of tables, by their number

    /** What the histories are of. */
    enum Rows {
        /** A table whose rows are known whole. */
        WHOLE,
        /** A table whose rows are known in part. */
        PARTS,
        /** Tables with foreign keys. */
        FAMILY
    }

    @ParameterizedTest
    @CsvSource({
        "MYSQL, true, WHOLE",
        "MYSQL, true, PARTS",
        "MYSQL, true, FAMILY",
        "MYSQL, false, WHOLE",
        "MYSQL, false, FAMILY",
        "MARIADB, true, WHOLE",
        "MARIADB, true, FAMILY",
        "POSTGRESQL, true, WHOLE",
        "POSTGRESQL, true, PARTS",
        "POSTGRESQL, true, FAMILY",
        "POSTGRESQL, false, WHOLE",
        "POSTGRESQL, false, FAMILY"
    })
    void whatIsStoredEqualsTheModel(TargetDatabase.Product product, boolean exactly, Rows rows) throws Exception {
        long seed = Long.getLong("tributary.seed", new Random().nextLong());
        String what = product + (exactly ? " exactly once, " : " at least once, ") + rows + ", seed " + seed;
        Random random = new Random(seed);
        try (TargetDatabase target = product.create()) {
            boolean told = !exactly || random.nextBoolean(); // else the sink warns that more than once is not safe
            ForeignKeyActions actions = told ? ForeignKeyActions.IN_CHANGES : ForeignKeyActions.BY_TARGET;
            History history = rows == Rows.FAMILY
                    ? new RandomFamily(seed, target.schema(), told)
                    : new RandomHistory(seed, new TableId(target.schema(), "t"), rows == Rows.PARTS);
            history.createTables(target);
            String table = history.tables().keySet().iterator().next();
            int runs = 0;
            int compared = 0;
            TargetFaults faults = new TargetFaults(product, target, table, seed);
            try {
                long end = System.nanoTime() + LENGTH.toNanos();
                while (System.nanoTime() < end || compared == 0) {
                    runs++;
                    compared += run(target, exactly, actions, history, random, what + ", run " + runs) ? 1 : 0;
                }
                System.out.printf(
                        "RandomFaultsIT: %s: %d runs, %d compared, %d changes, %s, %d retries%n",
                        what, runs, compared, stream.size(), faults.count(), context.retries.size());
            } finally {
                faults.end();
            }
        }
    }

    /** One life of a writer; returns whether it ended with a comparison. */
    private boolean run(
            TargetDatabase target,
            boolean exactly,
            ForeignKeyActions actions,
            History history,
            Random random,
            String what)
            throws Exception {
        JdbcSink.ChangeEventsBuilder sink = JdbcSink.changeEvents(target.dataSource())
                .schemaEvolution(SchemaEvolution.ADD_COLUMNS)
                .foreignKeyActions(actions)
                .parallelism(1 + random.nextInt(4))
                .batchRows(1 + random.nextInt(60))
                .batchAge(Duration.ofMillis(random.nextInt(5)))
                .retries(200, BACKOFF);
        SinkWriter<ChangeEvent> writer;
        context.sourceEnd = CompletableFuture.completedFuture(Map.of(Changes.SPLIT, new Changes.At(stream.size())));
        try {
            writer = (exactly ? sink.exactlyOnce() : sink).build().open(context);
        } catch (TributaryException killedWhileOpening) {
            context.failures.clear();
            return false;
        }
        try {
            int from = start(writer, exactly, random);
            int to = Math.max(from, stream.size()) + random.nextInt(300);
            write(writer, from, to, history, random);
            if (random.nextInt(3) > 0) {
                return false; // cut off, whatever is under way
            }
            assertThat(writer.flush(LIMIT)).as(what).isTrue();
            assertEqualsModel(target, history, what);
            return true;
        } finally {
            writer.abort();
            writer.close();
            assertThat(context.failures).as(what).isEmpty();
            assertThat(context.reasons).extracting(Throwable::getCause).as(what).isEmpty();
        }
    }

    private int start(SinkWriter<ChangeEvent> writer, boolean exactly, Random random) throws InterruptedException {
        int from = exactly
                ? Integer.parseInt(writer.stored(Set.of(Changes.SPLIT)).getOrDefault(Changes.SPLIT, "0"))
                : saved(random);
        writer.advance(Changes.SPLIT, new Changes.At(from));
        return from;
    }

    /** Returns the position that was saved last, which is seldom that of the last batch. */
    private int saved(Random random) {
        List<Position> durable = context.durable;
        int last = durable.size() - 1 - random.nextInt(SAVED_EVERY);
        return last < 0 ? 0 : Integer.parseInt(durable.get(last).encode());
    }

    @SuppressWarnings("unchecked") // the stream has such records only
    private void write(SinkWriter<ChangeEvent> writer, int from, int to, History history, Random random)
            throws InterruptedException {
        for (int number = from + 1; number <= to || number <= stream.size() || !history.isComplete(); number++) {
            if (number > stream.size()) {
                stream.add(history.next());
            }
            if (stream.get(number - 1) instanceof TableChange change) {
                writer.advance(Changes.SPLIT, new Changes.At(number - 1)); // DDL commits what was before
                writer.tableChanged(Changes.SPLIT, change);
                writer.advance(Changes.SPLIT, new Changes.At(number));
            } else {
                writer.write((StreamRecord<ChangeEvent>) stream.get(number - 1));
                if (random.nextInt(6) == 0) {
                    writer.advance(Changes.SPLIT, new Changes.At(number));
                }
            }
        }
        writer.advance(Changes.SPLIT, new Changes.At(stream.size()));
    }

    private static void assertEqualsModel(TargetDatabase target, History history, String what) {
        history.tables().forEach((table, expected) -> {
            int columns = expected.values().stream().mapToInt(List::size).max().orElse(0);
            assertThat(rows(target, table, columns))
                    .as("%s, table %s", what, table)
                    .isEqualTo(expected);
        });
    }

    /** A column that no row has had a value for need not be there yet. */
    private static Map<Integer, List<@Nullable String>> rows(TargetDatabase target, String table, int columns) {
        Map<Integer, List<@Nullable String>> rows = new TreeMap<>();
        for (List<@Nullable String> row : undisturbed(target, "SELECT * FROM " + table)) {
            List<@Nullable String> values = new ArrayList<>(row.subList(1, row.size()));
            while (values.size() < columns) {
                values.add(null);
            }
            rows.put(Integer.valueOf(row.get(0)), values);
        }
        return rows;
    }

    private static List<List<@Nullable String>> undisturbed(TargetDatabase target, String query) {
        while (true) {
            try {
                return target.query(query);
            } catch (SQLException killed) {
                // this connection was the one
            }
        }
    }
}
