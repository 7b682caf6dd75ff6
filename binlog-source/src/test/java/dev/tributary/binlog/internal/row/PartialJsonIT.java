package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.DecodeException;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.Capture.Change;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares documents that were updated in parts with what the server says of them. A failure names the seed to set here. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartialJsonIT {

    private static final long SEED = System.nanoTime();
    private static final int UPDATES = 600;
    private static final int DOCUMENTS = 20;

    private static final List<String> LEGS = List.of(
            ".a", ".b", ".c", ".\"a b\"", ".\"q\\\"\\\\\\n\"", ".ü", "[0]", "[1]", "[2]", "[7]", "[last]", "[last-1]");
    private static final List<String> VALUES = List.of(
            "NULL",
            "1",
            "-70000",
            "18446744073709551615",
            "1.50",
            "1e30",
            "'text \\n \\\" ü😀'",
            "TRUE",
            "JSON_OBJECT()",
            "JSON_OBJECT('b', 2, 'a', JSON_ARRAY(1, 'x'))",
            "JSON_ARRAY()",
            "JSON_ARRAY(1, NULL, JSON_OBJECT('c', 3))",
            "CAST('2024-02-29 23:59:59.5' AS DATETIME(6))",
            "CAST('-12:30' AS TIME)",
            "x'00ff10'",
            "REPEAT('long ', 100)");

    @Parameter
    private MySqlVersion version;

    private final Random random = new Random(SEED);
    private MySqlDatabase database;
    private Capture capture;
    private BinlogConnection connection;

    @BeforeEach
    void createTable() {
        database = SharedServers.mySql(version).newDatabase("PartialJsonIT");
        capture = new Capture(database.server());
        connection = Capture.connect(database.server());
        connection.query("USE " + database.name());
        connection.query("SET sql_mode = '', binlog_row_value_options = 'PARTIAL_JSON'");
        connection.query("CREATE TABLE t (id INT PRIMARY KEY, j JSON, n INT, k JSON, other JSON)");
        for (int id = 0; id < DOCUMENTS; id++) {
            connection.query("INSERT INTO t VALUES (" + id + ", " + document() + ", 0, " + document() + ", '[1]')");
        }
    }

    @AfterEach
    void dropTable() {
        connection.close();
        database.close();
    }

    /** Long enough that a change is shorter than the document. */
    private String document() {
        return "JSON_OBJECT('a', " + one(VALUES) + ", 'b', JSON_OBJECT('c', JSON_ARRAY(1, " + one(VALUES)
                + ", 3), 'a b', " + one(VALUES) + "), 'c', JSON_ARRAY(JSON_ARRAY(1, 2), " + one(VALUES)
                + ", 'z'), 'pad', REPEAT('pad', 300))";
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String change(String column) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> "JSON_SET(" + column + pathsAndValues() + ")";
            case 2, 3 -> "JSON_REPLACE(" + column + pathsAndValues() + ")";
            case 4 -> "JSON_REMOVE(JSON_SET(" + column + pathsAndValues() + "), " + path() + ")";
            default -> "JSON_REMOVE(" + column + ", " + path() + ")";
        };
    }

    private String pathsAndValues() {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> ", " + path() + ", " + one(VALUES))
                .collect(Collectors.joining());
    }

    private String path() {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> one(LEGS))
                .collect(Collectors.joining("", "'$", "'"))
                .replace("\\", "\\\\");
    }

    @Test
    void readsUpdatedDocumentsAsTheServerPrintsThem() {
        TransactionSet before = capture.executed();
        List<List<@Nullable String>> expected = new ArrayList<>();
        for (int i = 0; i < UPDATES; i++) {
            int id = random.nextInt(DOCUMENTS);
            connection.query("UPDATE t SET j = " + change("j") + ", n = n + 1"
                    + (random.nextBoolean() ? ", k = " + change("k") : "") + " WHERE id = " + id);
            expected.add(connection
                    .query("SELECT id, j, n, k, other FROM t WHERE id = " + id)
                    .get(0));
        }

        List<Change> changes = capture.changes(before, database.name());

        assertThat(changes).as("seed %d", SEED).hasSize(UPDATES);
        for (int i = 0; i < UPDATES; i++) {
            var after = Objects.requireNonNull(changes.get(i).after());
            for (int column = 0; column < after.size(); column++) {
                assertThat(after.isNull(column) ? null : after.getText(column))
                        .as("update %d, column %d, seed %d", i, column, SEED)
                        .isEqualTo(expected.get(i).get(column));
            }
        }
        assertThat(changes)
                .filteredOn(change -> change.after() instanceof PatchedRow)
                .hasSizeGreaterThan(UPDATES / 4);
    }

    @Test
    void keepsWhatADetachedRowNeeds() {
        TransactionSet before = capture.executed();
        connection.query("UPDATE t SET j = JSON_SET('{}', '$.x', 1), k = JSON_SET(k, '$.x', 1) WHERE id = 1");
        String text = connection.query("SELECT k FROM t WHERE id = 1").get(0).get(0);

        var after = Objects.requireNonNull(
                capture.changes(before, database.name()).get(0).after());

        assertThat(after.detach().getText("k")).isEqualTo(text);
        assertThat(after.detach().getInt("id")).isEqualTo(1);
    }

    @Test
    void refusesChangesWithoutTheDocumentBefore() {
        TransactionSet before = capture.executed();
        connection.query("SET binlog_row_image = MINIMAL");
        connection.query("UPDATE t SET j = JSON_SET(j, '$.b', 5) WHERE id = 1");

        assertThatThrownBy(() -> capture.changes(before, database.name()))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Column 'j' of table " + database.name() + ".t was updated with parts of a JSON")
                .hasMessageContaining("does not hold the document")
                .hasMessageContaining("SET PERSIST binlog_row_image = 'FULL';");
    }

    @Test
    void findsTheDocumentInAnImageWithoutBlobs() {
        TransactionSet before = capture.executed();
        connection.query("SET binlog_row_image = NOBLOB");
        connection.query("UPDATE t SET j = JSON_SET(j, '$.b', 5) WHERE id = 1");

        Change update = capture.changes(before, database.name()).get(0);
        var after = Objects.requireNonNull(update.after());
        assertThat(after.getText("j"))
                .isEqualTo(
                        connection.query("SELECT j FROM t WHERE id = 1").get(0).get(0));
    }
}
