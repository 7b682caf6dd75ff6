package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ConfigurationException;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.Split;
import dev.tributary.spi.StreamRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A statement that appends each element is what shows one that was stored twice, left out or in the wrong order. */
@Timeout(120)
class ExactLanesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int ELEMENTS = 3000;
    private static final int KEYS = 40;

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;

    @BeforeEach
    void openDatabase() throws SQLException {
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
        execute("CREATE TABLE elements (nr BIGINT AUTO_INCREMENT PRIMARY KEY, k INT, n INT)");
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<List<Integer>> query(String sql) throws SQLException {
        List<List<Integer>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(List.of(result.getInt(1), result.getInt(2)));
            }
        }
        return rows;
    }

    private SinkWriter<Integer> open(int lanes, int batchRows) throws InterruptedException {
        return JdbcSink.<Integer>statement(dataSource, "INSERT INTO elements (k, n) VALUES (?, ?)", (row, n) -> {
                    row.setInt(1, n % KEYS);
                    row.setInt(2, n);
                })
                .parallelism(lanes)
                .batchRows(batchRows)
                .batchAge(Duration.ofMillis(1))
                .exactlyOnce()
                .build()
                .open(context);
    }

    private static StreamRecord<Integer> element(Split split, int n) {
        return StreamRecord.of(n, n % KEYS, Changes.origin(n), split, 50);
    }

    private static int start(SinkWriter<?> writer, Split split) throws InterruptedException {
        int start = Integer.parseInt(writer.stored(Set.of(split)).getOrDefault(split, "0"));
        writer.advance(split, new Changes.At(start));
        return start;
    }

    private void assertEachOnceAndInOrder(String what, int end) throws SQLException {
        Map<Integer, Integer> last = new HashMap<>();
        for (List<Integer> row : query("SELECT k, n FROM elements ORDER BY nr")) {
            Integer former = last.put(row.get(0), row.get(1));
            int expected = former == null ? (row.get(0) == 0 ? KEYS : row.get(0)) : former + KEYS;
            assertThat(row.get(1)).as("%s, key %d", what, row.get(0)).isEqualTo(expected);
        }
        last.values().forEach(n -> assertThat(n).as(what).isGreaterThan(end - KEYS));
        assertThat(last).as(what).hasSize(KEYS);
    }

    @RepeatedTest(5)
    void runsThatAreCutOffStoreEachElementOnceWhateverTheNumberOfLanes() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> starts = new ArrayList<>();
        int done = 0;
        for (int run = 0; done < ELEMENTS; run++) {
            int lanes = 1 + random.nextInt(5);
            SinkWriter<Integer> writer = open(lanes, 1 + random.nextInt(30));
            try {
                int n = start(writer, Changes.SPLIT);
                starts.add(lanes + " lanes from " + n);
                done = run > 30 ? ELEMENTS : Math.min(ELEMENTS, n + random.nextInt(500));
                while (n < done) {
                    writer.write(element(Changes.SPLIT, ++n));
                    if (n == done || random.nextInt(8) == 0) {
                        writer.advance(Changes.SPLIT, new Changes.At(n));
                    }
                }
                if (done == ELEMENTS || random.nextInt(4) == 0) {
                    assertThat(writer.flush(LIMIT))
                            .as("seed %d, %s", seed, starts)
                            .isTrue();
                }
            } finally {
                writer.abort();
                writer.close();
            }
        }
        assertThat(context.failures).as("seed %d, %s", seed, starts).isEmpty();
        assertEachOnceAndInOrder("seed " + seed + ", " + starts, ELEMENTS);
    }

    @Test
    void aLaneWithoutWorkMovesItsPositionOnSoThatTheNextRunBeginsThere() throws Exception {
        try (SinkWriter<Integer> writer = open(4, 10)) {
            start(writer, Changes.SPLIT);
            for (int n = KEYS; n <= 50 * KEYS; n += KEYS) {
                writer.write(element(Changes.SPLIT, n)); // all of one key
                writer.advance(Changes.SPLIT, new Changes.At(n));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
            assertThat(query("SELECT COUNT(*), COUNT(DISTINCT CAST(place AS VARCHAR)) FROM tributary_positions"))
                    .containsExactly(List.of(4, 1));
        }
        try (SinkWriter<Integer> next = open(2, 10)) {
            assertThat(next.stored(Set.of(Changes.SPLIT))).containsEntry(Changes.SPLIT, "" + 50 * KEYS);
            assertThat(query("SELECT COUNT(*), MAX(lane) FROM tributary_positions"))
                    .containsExactly(List.of(2, 1));
        }
    }

    @Test
    void whatALaneHadStoredBeyondOthersIsLeftOutByTheLaneThatItWentTo() throws Exception {
        try (SinkWriter<Integer> writer = open(3, 10)) {
            start(writer, Changes.SPLIT);
            IntStream.rangeClosed(1, 100).forEach(n -> write(writer, n));
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        // As a crash leaves it: the first lane has not stored what came to it after 60.
        List<Integer> firstLane = elementsOfLane(0, 3);
        execute("DELETE FROM elements WHERE n > 60 AND k IN "
                + firstLane.toString().replace('[', '(').replace(']', ')'));
        execute("UPDATE tributary_positions SET place = '60' WHERE lane = 0");

        try (SinkWriter<Integer> next = open(5, 10)) {
            assertThat(start(next, Changes.SPLIT)).isEqualTo(60);
            IntStream.rangeClosed(61, 4 * KEYS).forEach(n -> write(next, n));
            assertThat(next.flush(LIMIT)).isTrue();
            assertThat(query("SELECT COUNT(*), COUNT(DISTINCT CAST(place AS VARCHAR)) FROM tributary_positions"))
                    .containsExactly(List.of(5, 1));
        }
        assertEachOnceAndInOrder("after a crash", 4 * KEYS);
    }

    private static void write(SinkWriter<Integer> writer, int n) {
        try {
            writer.write(element(Changes.SPLIT, n));
            writer.advance(Changes.SPLIT, new Changes.At(n));
        } catch (InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The keys of a lane, by the hash that {@code KeyHash} documents: that of the number's text. */
    private static List<Integer> elementsOfLane(int lane, int lanes) {
        return IntStream.range(0, KEYS)
                .filter(key -> {
                    int hash = Integer.toString(key).hashCode();
                    return Math.floorMod(hash ^ (hash >>> 16), lanes) == lane;
                })
                .boxed()
                .toList();
    }

    @Test
    void aWriterThatWakesUpAfterAnotherHasClaimedItsSplitStoresNothingInAnyLane() throws Exception {
        RecordingContext newerContext = new RecordingContext();
        try (SinkWriter<Integer> older = open(3, 10);
                SinkWriter<Integer> newer = JdbcSink.<Integer>statement(
                                dataSource, "INSERT INTO elements (k, n) VALUES (1, ?)", (row, n) -> row.setInt(1, n))
                        .exactlyOnce()
                        .build()
                        .open(newerContext)) {
            start(older, Changes.SPLIT);
            newer.stored(Set.of(Changes.SPLIT));
            assertThatThrownBy(() -> {
                        IntStream.rangeClosed(1, 100).forEach(n -> write(older, n));
                        older.flush(LIMIT);
                    })
                    .hasMessageContaining("was claimed by another writer");
        }
        assertThat(query("SELECT COUNT(*), 0 FROM elements")).containsExactly(List.of(0, 0));
    }

    @Test
    void keysWhoseLaneALaterRunMayNotFindAreRefused() throws Exception {
        try (SinkWriter<Integer> writer = open(2, 10)) {
            start(writer, Changes.SPLIT);
            StreamRecord<Integer> record = element(Changes.SPLIT, 1).withKey(new Object());
            assertThatThrownBy(() -> writer.write(record))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("Keys of java.lang.Object cannot be spread over several lanes");
        }
    }
}
