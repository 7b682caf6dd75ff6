package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testkit.WriteLoad.Kind;
import dev.tributary.testkit.WriteLoad.Result;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithMySql(own = true)
class WriteLoadIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MySqlDatabase database;

    WriteLoadIT(MySqlDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void createTable() {
        database.execute(
                "DROP TABLE IF EXISTS words", "CREATE TABLE words (id INT PRIMARY KEY, value VARCHAR(100) NOT NULL)");
    }

    @Test
    void remembersWhatItCommitted() {
        WriteLoad load = WriteLoad.on(database.dataSource(), "words").keys(20).start();
        Await.until("300 commits", LIMIT, () -> load.committed() >= 300);

        Result result = load.stop();

        assertThat(result.committed()).isGreaterThanOrEqualTo(300);
        assertThat(result.rolledBack()).isPositive();
        assertThat(result.uncertain()).isEmpty();
        assertThat(result.changes()).extracting(WriteLoad.Change::kind).contains(Kind.INSERT, Kind.UPDATE, Kind.DELETE);
        assertThat(tableContent()).as(result.toString()).isEqualTo(result.rows());
    }

    @Test
    void goesOnAfterTheServerWasKilled() {
        WriteLoad load = WriteLoad.on(database.dataSource(), "words")
                .keys(20)
                .tolerateOutages()
                .start();
        Await.until("50 commits", LIMIT, () -> load.committed() >= 50);

        database.server().kill();
        database.server().startAgain();
        long before = load.committed();
        Await.until("50 commits more", LIMIT, () -> load.committed() >= before + 50);

        Result result = load.stop();
        // Each of the four writers can be caught in one commit, and what that changed may be there or not.
        Map<Integer, String> expected = result.rows();
        result.uncertain().forEach(change -> expected.remove(change.key()));
        assertThat(tableContent()).as(result.toString()).containsAllEntriesOf(expected);
    }

    @Test
    void saysWhyItFailed() {
        WriteLoad load = WriteLoad.on(database.dataSource(), "nowhere")
                .seed(42)
                .tolerateOutages()
                .start();

        assertThatThrownBy(() -> {
                    try (load) {
                        Await.until("a commit", Duration.ofMillis(500), () -> load.committed() > 0);
                    } catch (TestkitException noCommit) {
                        load.stop();
                    }
                })
                .isInstanceOf(TestkitException.class)
                .hasMessageStartingWith("The write load on nowhere (seed 42) failed: ")
                .hasMessageContaining("nowhere' doesn't exist");
    }

    @Test
    void refusesALoadOfNothing() {
        assertThatThrownBy(() -> WriteLoad.on(database.dataSource(), "words").writers(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("writers must be at least 1 but was 0");
    }

    private Map<Integer, String> tableContent() {
        return database.query("SELECT id, value FROM words").stream()
                .collect(Collectors.toMap(row -> (Integer) row.get(0), row -> (String) row.get(1)));
    }
}
