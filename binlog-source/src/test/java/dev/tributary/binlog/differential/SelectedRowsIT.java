package dev.tributary.binlog.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.Transaction;
import dev.tributary.TributaryException;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.row.Capture;
import dev.tributary.binlog.internal.row.Sample;
import dev.tributary.binlog.internal.row.Samples;
import dev.tributary.binlog.internal.row.Selected;
import dev.tributary.format.EnvelopeWriter;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Reads each row twice, from the binlog and by a SELECT, and compares all that one can ask of a row. {@code
 * -Dtributary.seed=N} replays a run.
 */
class SelectedRowsIT {

    private static final long SEED = Long.getLong("tributary.seed", System.nanoTime());
    private static final int RANDOM_TABLES = 4;
    private static final int ROWS = 15;
    private static final int COLUMNS = 18;
    private static final int LEAST_CELLS = 3000;

    /** Attributes that change how a server prints a value, or tells of a column or a key. */
    private static final List<Sample> ATTRIBUTES = List.of(
            Sample.plain("INT ZEROFILL", "0", "42", "4294967295"),
            Sample.plain("BIGINT(255) ZEROFILL", "0", "18446744073709551615"),
            Sample.plain("TINYINT(1)", "-128", "5"),
            Sample.plain("SMALLINT(2) UNSIGNED ZEROFILL", "7", "65535"),
            Sample.plain("DECIMAL(20,3) ZEROFILL", "0", "1.5", "99999999999999999.999"),
            Sample.plain("DECIMAL(8,0) ZEROFILL", "0", "12"),
            Sample.plain("FLOAT", "-0e0", "1e-45", "3.4028235e38", "0.1", "123456789"),
            Sample.plain("FLOAT(20,10) ZEROFILL", "0.1", "1.5"),
            Sample.plain("DOUBLE(10,2)", "0.1", "-12345678.9", "-0e0"),
            Sample.plain("DOUBLE(53,30)", "0.1e0", "123456789012345678901.1e0"),
            Sample.plain("DOUBLE ZEROFILL", "1.25", "1e300"),
            Sample.plain("DOUBLE", "0.1e0 + 0.2e0", "1e0 / 3e0", "-1.2345678901234567e-300", "1e23", "8.5e22"),
            Sample.quoted("ENUM('a','€','x\\\\y','1') CHARACTER SET utf16", "€", "a", "no member", "x\\y"),
            Sample.plain("ENUM('a\\nb','\\r\\0','\\\\n','q''\\\\','t\\t\"')", "1", "2", "3", "4", "5"),
            Sample.plain("SET('a\\nb','\\r\\0','\\\\n','q''\\\\','t\\t\"')", "1", "2", "3", "31"),
            Sample.quoted("ENUM('a','b') CHARACTER SET ucs2 NOT NULL", "b"),
            Sample.quoted("SET('a','ж','c') CHARACTER SET utf32", "c,a", "", "ж"),
            Sample.quoted("SET('a','ж') CHARACTER SET cp1251", "a,ж"),
            Sample.quoted("CHAR(5) CHARACTER SET binary", "a\u0000b"),
            Sample.quoted("VARCHAR(9) CHARACTER SET binary", "a\u0000b"),
            Sample.quoted("TEXT CHARACTER SET binary", "ä"),
            Sample.quoted("ENUM('a','ä') CHARACTER SET binary", "ä"),
            Sample.quoted("CHAR(7) CHARACTER SET sjis", "あ", "a "),
            Sample.quoted("VARCHAR(7) CHARACTER SET ujis", "あ", "a "),
            Sample.quoted("NATIONAL VARCHAR(7)", "あ"),
            Sample.plain("BIT", "1", "0"),
            Sample.plain("YEAR", "0", "1901"),
            Sample.quoted(
                    "TIMESTAMP(6) NOT NULL DEFAULT '1999-01-01'", "2000-02-29 12:00:00.5", "2024-12-31 23:59:59"));

    /** Sizes about which the length before a value is written in another way. */
    private static final List<Sample> LENGTHS = List.of(
            Sample.plain(
                    "LONGTEXT", "REPEAT('x', 250)", "REPEAT('x', 251)", "REPEAT('x', 65535)", "REPEAT('x', 65536)"),
            Sample.plain("LONGBLOB", "REPEAT('x', 252)", "REPEAT('x', 253)", "REPEAT('x', 254)", "REPEAT('x', 255)"));

    /** The table whose definition the catalogue does not show as it is. */
    private static final String BEYOND_CATALOGUE = "wide";

    private static final List<String> KEYS = List.of(
            "PRIMARY KEY (b, a)",
            "UNIQUE KEY (a), UNIQUE KEY (b)",
            "PRIMARY KEY (t(3), a)",
            "UNIQUE KEY (t(3)), UNIQUE KEY (a, b)",
            "UNIQUE KEY (n)",
            "KEY (a)",
            "UNIQUE KEY (n), UNIQUE KEY (b DESC)");

    private final EnvelopeWriter envelope =
            new EnvelopeWriter("selected", InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));
    private int cells;

    @ParameterizedTest
    @EnumSource
    void equalRowsOfTheBinlog(Dialect dialect) {
        System.out.println(dialect + ": -Dtributary.seed=" + SEED);
        MySqlServer server = SharedServers.mySql(dialect.version(), dialect.serverOptions());
        server.execute("SET GLOBAL binlog_row_metadata = FULL");
        try (MySqlDatabase database = server.newDatabase("selected");
                BinlogConnection session = session(database)) {
            Capture capture = new Capture(server);
            TransactionSet before = capture.executed();
            List<String> tables = new ArrayList<>();
            tables.add(table(session, "boundaries", dialect.boundaries()));
            tables.add(table(session, "attributes", ATTRIBUTES));
            tables.add(table(session, "lengths", LENGTHS));
            tables.add(table(session, BEYOND_CATALOGUE, wide(dialect)));
            tables.add(table(session, "times", Samples.datesAndTimes()));
            if (dialect == Dialect.MARIADB) {
                tables.add(oldTimes(session));
            }
            tables.addAll(randomTables(session, dialect));
            tables.addAll(keys(session));
            compare(database, tables, capture.changes(before, database.name()));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dtributary.seed=" + SEED, e);
        }
        assertThat(cells).as("values compared").isGreaterThan(LEAST_CELLS);
    }

    private static BinlogConnection session(MySqlDatabase database) {
        BinlogConnection session = Capture.connect(database.server());
        session.query("USE " + database.name());
        session.query("SET time_zone = '+00:00', sql_mode = '', binlog_row_image = FULL");
        return session;
    }

    private static String table(BinlogConnection session, String name, List<Sample> samples) {
        StringBuilder columns = new StringBuilder("id INT PRIMARY KEY");
        int rows = 0;
        for (Sample sample : samples) {
            columns.append(", c").append(columns.length()).append(' ').append(sample.definition());
            rows = Math.max(rows, sample.literals().size() + 1);
        }
        session.query("CREATE TABLE " + name + " (" + columns + ") CHARACTER SET utf8mb4");
        for (int id = 0; id < rows; id++) {
            StringBuilder values = new StringBuilder().append(id);
            for (Sample sample : samples) {
                boolean notNull = sample.definition().contains("NOT NULL");
                values.append(", ")
                        .append(sample.literal(notNull ? id % sample.literals().size() : id));
            }
            session.query("INSERT INTO " + name + " VALUES (" + values + ")");
        }
        return name;
    }

    private static List<Sample> wide(Dialect dialect) {
        List<Sample> samples = new ArrayList<>(List.of(
                Sample.quoted("ENUM('a?','😀')", "😀", "a?"), Sample.quoted("SET('?','😀')", "😀", "?,😀", "?")));
        if (dialect.hasMariaDbTypes()) {
            samples.add(Sample.quoted("UUID", "123e4567-e89b-12d3-a456-426655440000"));
        }
        return samples;
    }

    /** What a server stores as it did before MariaDB 10.1. */
    private static String oldTimes(BinlogConnection session) {
        session.query("SET GLOBAL mysql56_temporal_format = OFF");
        try {
            return table(session, "oldtimes", Samples.datesAndTimes());
        } finally {
            session.query("SET GLOBAL mysql56_temporal_format = ON");
        }
    }

    private static List<String> randomTables(BinlogConnection session, Dialect dialect) {
        Random random = new Random(SEED);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < RANDOM_TABLES; i++) {
            String name = "random" + i;
            RandomTable table = RandomWrites.create(session, random, dialect, name, COLUMNS);
            for (int id = 0; id < ROWS; id++) {
                try {
                    session.query(table.insert(id));
                } catch (BinlogFailure refused) {
                    assertThat(refused.kind()).isEqualTo(BinlogFailure.Kind.SERVER_ERROR);
                }
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> keys(BinlogConnection session) {
        List<String> names = new ArrayList<>();
        for (String key : KEYS) {
            String name = "keys" + names.size();
            session.query("CREATE TABLE " + name
                    + " (n INT, a INT NOT NULL, id INT, b INT NOT NULL, t VARCHAR(20) NOT NULL, " + key + ")");
            session.query("INSERT INTO " + name + " VALUES (1, 2, 3, 4, 'five')");
            names.add(name);
        }
        return names;
    }

    private void compare(MySqlDatabase database, List<String> tables, List<Capture.Change> changes) {
        for (String name : tables) {
            TableId table = new TableId(database.name(), name);
            List<Row> streamed = changes.stream()
                    .map(change -> Objects.requireNonNull(change.after()))
                    .filter(row -> row.schema().table().equals(table))
                    .toList();
            List<Row> selected = Selected.rows(database.server(), table, "id");
            assertThat(selected).as(name).hasSameSizeAs(streamed).isNotEmpty();
            for (int i = 0; i < streamed.size(); i++) {
                compare(selected.get(i), streamed.get(i));
            }
        }
    }

    private void compare(Row selected, Row streamed) {
        if (!selected.schema().table().name().equals(BEYOND_CATALOGUE)) {
            assertThat(selected.schema()).isEqualTo(streamed.schema());
        }
        for (int column = 0; column < streamed.size(); column++) {
            String description =
                    "row " + streamed.get("id") + ", " + streamed.schema().column(column) + " of "
                            + streamed.schema().table();
            assertThat(selected.has(column)).as(description).isTrue();
            assertThat(selected.isNull(column)).as(description).isEqualTo(streamed.isNull(column));
            for (BiFunction<Row, Integer, Object> getter : GETTERS) {
                assertThat(outcome(getter, selected, column))
                        .as(description)
                        .isEqualTo(outcome(getter, streamed, column));
            }
            cells++;
        }
        assertThat(json(selected)).isEqualTo(json(streamed));
        assertThat(json(selected.detach())).isEqualTo(json(streamed));
    }

    private static final List<BiFunction<Row, Integer, Object>> GETTERS = List.of(
            (row, column) -> Objects.requireNonNullElse(row.get(column), "NULL"),
            Row::getText,
            Row::getBoolean,
            Row::getInt,
            Row::getLong,
            Row::getBigInteger,
            Row::getDouble,
            Row::getDecimal,
            Row::getString);

    /** What a getter returns, with its class, or the class of the error that it throws. */
    private static String outcome(BiFunction<Row, Integer, Object> getter, Row row, int column) {
        try {
            Object value = getter.apply(row, column);
            return value.getClass() + " "
                    + (value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value);
        } catch (TributaryException e) {
            return e.getClass().getName();
        }
    }

    private String json(Row row) {
        BinlogOrigin origin = new BinlogOrigin(
                RowsEvent.of(Transaction.of(1, "binlog.000001", 4, Instant.ofEpochSecond(1_700_000_000)), 4, 0),
                0,
                true);
        return new String(envelope.write(ChangeEvent.snapshot(row, origin)), StandardCharsets.UTF_8);
    }
}
