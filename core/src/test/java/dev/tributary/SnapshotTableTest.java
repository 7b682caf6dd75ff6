package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SnapshotTableTest {

    @Test
    void namesColumnsAndCondition() {
        SnapshotTable table =
                SnapshotTable.of("shop.orders").columns("id", "total").where("total > 5");

        assertThat(table.table()).isEqualTo(new TableId("shop", "orders"));
        assertThat(table.columns()).containsExactly("id", "total");
        assertThat(table.condition()).contains("total > 5");
        assertThat(table).hasToString("shop.orders [id, total] where total > 5");
        assertThat(table)
                .isEqualTo(SnapshotTable.of(new TableId("shop", "orders"))
                        .where("total > 5")
                        .columns("id", "total"))
                .isNotEqualTo(SnapshotTable.of("shop.orders"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", ".orders", "shop.", "a.b.c", ""})
    void refusesANameOfAnotherForm(String name) {
        assertThatThrownBy(() -> SnapshotTable.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The table of a snapshot is given as 'database.table', but is '" + name + "'");
    }

    @Test
    void refusesColumnsAndConditionsThatSayNothing() {
        SnapshotTable table = SnapshotTable.of("shop.orders");

        assertThatThrownBy(() -> table.columns(new String[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A snapshot of shop.orders must have a column; leave columns() out for all");
        assertThatThrownBy(() -> table.columns("id", "id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The columns of the snapshot of shop.orders must be different and not blank, but are [id, id]");
        assertThatThrownBy(() -> table.where(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The condition of the snapshot of shop.orders must not be blank");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUNNING | 2    | snapshot of shop.orders: 1,200,000 of about 2,000,000 rows, 400,000 rows/s, 2 s left",
                "RUNNING | 200  | snapshot of shop.orders: 1,200,000 of about 2,000,000 rows, 400,000 rows/s, 3 min 20 s left",
                "RUNNING | 7500 | snapshot of shop.orders: 1,200,000 of about 2,000,000 rows, 400,000 rows/s, 2 h 5 min left",
                "PAUSED  | 2    | snapshot of shop.orders: paused, 1,200,000 of about 2,000,000 rows",
                "DONE    | 2    | snapshot of shop.orders: done, 1,200,000 rows"
            })
    void showsProgressToPeople(SnapshotProgress.State state, long secondsLeft, String text) {
        SnapshotProgress running = new SnapshotProgress(
                new TableId("shop", "orders"),
                SnapshotProgress.State.RUNNING,
                1_200_000,
                12,
                OptionalLong.of(2_000_000),
                400_000,
                Optional.of(Duration.ofSeconds(secondsLeft)));

        assertThat(running.in(state)).hasToString(text);
    }

    @Test
    void refusesProgressBelowZero() {
        assertThatThrownBy(() -> new SnapshotProgress(
                        new TableId("shop", "orders"),
                        SnapshotProgress.State.RUNNING,
                        -1,
                        0,
                        OptionalLong.empty(),
                        0,
                        Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The progress of a snapshot cannot be negative: -1 rows, 0 chunks, OptionalLong.empty, 0.0 rows/s");
    }
}
