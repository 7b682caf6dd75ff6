package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.TableChange;
import dev.tributary.TableId;
import dev.tributary.TributaryException;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories, written by writers that are cut off at random, in any number of lanes, while the server kills their
 * connections and another client takes locks in the wrong order: after each flush the table equals the model.
 *
 * <p>Not on H2, whose version 2.4.240 damages unique indexes when transactions that wait for each other's locks are rolled
 * back: one connection of plain JDBC that merges and deletes rows of {@code (id INT PRIMARY KEY, code INT UNIQUE)} with
 * {@code code = id}, beside a rival that locks rows by {@code SELECT … FOR UPDATE} and rolls back, is refused within
 * seconds because of a duplicate code, and without the rival never in millions of transactions.
 *
 * <p>{@code -Dtributary.faults=PT10M} has each case run for so long, as {@code mvn -Pquick,faults verify -pl jdbc-sink -am} does
 * for two minutes.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomFaultsIT {

    private static final Duration LENGTH = Duration.parse(System.getProperty("tributary.faults", "PT3S"));
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

    private final RecordingContext context = new RecordingContext();
    private final List<Object> stream = new ArrayList<>(); // records and changes of the table, by their number
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger collisions = new AtomicInteger();
    private volatile boolean over;

    @ParameterizedTest
    @CsvSource({
        "MYSQL, true, false",
        "MYSQL, true, true",
        "MYSQL, false, false",
        "MARIADB, true, false",
        "POSTGRESQL, true, false",
        "POSTGRESQL, true, true",
        "POSTGRESQL, false, false"
    })
    void whatIsStoredEqualsTheModel(TargetDatabase.Product product, boolean exactly, boolean minimal) throws Exception {
        long seed = Long.getLong("tributary.seed", new Random().nextLong());
        Random random = new Random(seed);
        try (TargetDatabase target = product.create()) {
            // A further unique key has rows that are known in part go to one lane.
            target.execute(RandomHistory.createTable("t", !minimal || random.nextBoolean()));
            RandomHistory history = new RandomHistory(seed, new TableId(target.schema(), "t"), minimal);
            List<Thread> faults = List.of(
                    daemon(() -> killConnections(product, target, new Random(seed + 1))),
                    daemon(() -> takeLocks(target, new Random(seed + 2))));
            long end = System.nanoTime() + LENGTH.toNanos();
            int runs = 0;
            int compared = 0;
            String which = product + (exactly ? " exactly once" : " at least once")
                    + (minimal ? " from parts of rows" : "") + ", seed " + seed + ", run ";
            while (System.nanoTime() < end || compared == 0) {
                runs++;
                compared += run(target, exactly, history, random, which + runs) ? 1 : 0;
            }
            over = true;
            for (Thread thread : faults) {
                thread.join();
            }
            System.out.printf(
                    "RandomFaultsIT: %s, exactly once %s, minimal %s, seed %d: %d runs, %d compared, %d changes, %d kills,"
                            + " %d transactions of a rival, %d retries%n",
                    product,
                    exactly,
                    minimal,
                    seed,
                    runs,
                    compared,
                    stream.size(),
                    kills.get(),
                    collisions.get(),
                    context.retries.size());
        } finally {
            over = true;
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "faults");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** One life of a writer; returns whether it ended with a comparison. */
    private boolean run(TargetDatabase target, boolean exactly, RandomHistory history, Random random, String what)
            throws Exception {
        JdbcSink.ChangeEventsBuilder sink = JdbcSink.changeEvents(target.dataSource())
                .table("{database}.t")
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
            int from = start(writer, exactly);
            int to = Math.max(from, stream.size()) + random.nextInt(300);
            write(writer, from, to, history, random);
            if (random.nextInt(3) > 0) {
                return false; // cut off, whatever is under way
            }
            assertThat(writer.flush(LIMIT)).as(what).isTrue();
            assertThat(rows(target)).as(what).isEqualTo(history.model());
            assertThat(context.reasons).extracting(Throwable::getCause).as(what).isEmpty();
            return true;
        } finally {
            writer.abort();
            writer.close();
            assertThat(context.failures).as(what).isEmpty();
        }
    }

    private int start(SinkWriter<ChangeEvent> writer, boolean exactly) throws InterruptedException {
        int from = exactly
                ? Integer.parseInt(writer.stored(Set.of(Changes.SPLIT)).getOrDefault(Changes.SPLIT, "0"))
                : context.durable.isEmpty()
                        ? 0
                        : Integer.parseInt(
                                context.durable.get(context.durable.size() - 1).encode());
        writer.advance(Changes.SPLIT, new Changes.At(from));
        return from;
    }

    @SuppressWarnings("unchecked") // the stream has such records only
    private void write(SinkWriter<ChangeEvent> writer, int from, int to, RandomHistory history, Random random)
            throws InterruptedException {
        for (int number = from + 1; number <= to; number++) {
            if (number > stream.size()) {
                stream.add(random.nextInt(400) == 0 ? history.truncate() : history.next());
            }
            if (stream.get(number - 1) instanceof TableChange change) {
                writer.advance(Changes.SPLIT, new Changes.At(number - 1)); // DDL commits what was before
                writer.tableChanged(Changes.SPLIT, change);
                writer.advance(Changes.SPLIT, new Changes.At(number));
            } else {
                writer.write((StreamRecord<ChangeEvent>) stream.get(number - 1));
                if (number == to || random.nextInt(6) == 0) {
                    writer.advance(Changes.SPLIT, new Changes.At(number));
                }
            }
        }
    }

    private static Map<Integer, List<Object>> rows(TargetDatabase target) {
        Map<Integer, List<Object>> rows = new TreeMap<>();
        for (List<@Nullable String> row : undisturbed(target, "SELECT id, code, note, amount FROM t")) {
            rows.put(Integer.valueOf(row.get(0)), List.of(row.get(1), row.get(2), Long.valueOf(row.get(3))));
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

    /** Has the server end sessions of the sink, whatever they are doing. */
    private void killConnections(TargetDatabase.Product product, TargetDatabase target, Random random) {
        while (!over) {
            pause(20 + random.nextInt(150));
            try {
                List<List<@Nullable String>> sessions = target.query(
                        switch (product) {
                            case MYSQL, MARIADB ->
                                "SELECT id FROM information_schema.processlist WHERE db = '" + target.schema()
                                        + "' AND id <> CONNECTION_ID()";
                            default ->
                                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND pid <> pg_backend_pid()";
                        });
                if (!sessions.isEmpty()) {
                    String session =
                            sessions.get(random.nextInt(sessions.size())).get(0);
                    target.execute(
                            switch (product) {
                                case MYSQL, MARIADB -> "KILL " + session;
                                default -> "SELECT pg_terminate_backend(" + session + ")";
                            });
                    kills.incrementAndGet();
                }
            } catch (SQLException gone) {
                // the session has ended by itself
            }
        }
    }

    /** Locks rows in any order, and changes none. */
    private void takeLocks(TargetDatabase target, Random random) {
        while (!over) {
            pause(random.nextInt(30));
            try (Connection connection = target.dataSource().getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int i = 0; i < 3; i++) {
                    statement
                            .executeQuery("SELECT note FROM t WHERE id = " + random.nextInt(40) + " FOR UPDATE")
                            .close();
                    pause(random.nextInt(4));
                }
                connection.rollback();
                collisions.incrementAndGet();
            } catch (SQLException victim) {
                // of a deadlock or of a kill
            }
        }
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
