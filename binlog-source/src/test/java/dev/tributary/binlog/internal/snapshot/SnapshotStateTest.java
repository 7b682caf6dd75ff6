package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.SnapshotTable;
import dev.tributary.TableId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStateTest {

    private static final CopyState ORDERS = CopyState.of("initial:shop.orders", SnapshotTable.of("shop.orders"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static SnapshotState steps(SnapshotState from, int number) {
        SnapshotState state = from;
        for (int i = 0; i < number; i++) {
            state = state.next(List.of(ORDERS));
        }
        return state;
    }

    @Test
    void isWrittenInAFormThatLaterVersionsRead() {
        CopyState odd = new CopyState(
                "7d6c",
                SnapshotTable.of(new TableId("a;b=c", "x!y~z,ü\u0000"))
                        .columns("a,b", "c d", "%")
                        .where("v > '~!;=' OR n = 1"),
                "id bigint unsigned ",
                KeyValue.of(List.of(bytes("17"), bytes(""), new byte[] {(byte) 0xff, 0})),
                1_234_567_890_123L,
                42,
                true);
        SnapshotState state = SnapshotState.NONE.inRun("11aa").next(List.of(ORDERS, odd));

        assertThat(state.encode())
                .isEqualTo("11aa:1~initial%3Ashop.orders!shop!orders!!!!!0!0!0"
                        + "~7d6c!a%3Bb%3Dc!x%21y%7Ez%2C%C3%BC%00!a%2Cb,c+d,%25!v+%3E+%27%7E%21%3B%3D%27+OR+n+%3D+1"
                        + "!id+bigint+unsigned+!MTc.._wA!1234567890123!42!1");
        assertThat(SnapshotState.decode(state.encode())).isEqualTo(state).hasSameHashCodeAs(state);
    }

    @Test
    void isNothingAtFirst() {
        assertThat(SnapshotState.NONE.isNone()).isTrue();
        assertThat(SnapshotState.decode("")).isEqualTo(SnapshotState.NONE);
        assertThat(SnapshotState.NONE).hasToString("none");
    }

    @Test
    void namesTheTablesAndHowManyRowsAreRead() {
        CopyState half = new CopyState("1", SnapshotTable.of("shop.items").where("a > 1"), "", null, 17, 2, false);

        assertThat(SnapshotState.NONE.inRun("r").next(List.of(ORDERS, half)))
                .hasToString("shop.orders (0 rows), shop.items (17 rows)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "run:x",
                "run:1~",
                "run:1~a!b",
                "run:1~a!b!c!!!!!x!0!0",
                "run:1~a!b!c!!!!*!0!0!0",
                "run:1~a!b!c!!!!!0!0!0!0",
                "run:1~a!b!c!!%zz!!!0!0!0",
            })
    void refusesOtherText(String text) {
        assertThatThrownBy(() -> SnapshotState.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void coversTheStepsBeforeItInItsRun() {
        SnapshotState run = SnapshotState.NONE.inRun("a");

        assertThat(steps(run, 2).covers(steps(run, 2))).isTrue();
        assertThat(steps(run, 2).covers(steps(run, 1))).isTrue();
        assertThat(steps(run, 1).covers(steps(run, 2))).isFalse();
        assertThat(run.covers(SnapshotState.NONE)).isTrue();
        assertThat(SnapshotState.NONE.covers(steps(run, 1))).isFalse();
    }

    @Test
    void coversOfFormerRunsWhatItHasGoneOnFrom() {
        SnapshotState first = steps(SnapshotState.NONE.inRun("a"), 3);
        SnapshotState second = steps(first.inRun("b"), 1);

        assertThat(second.covers(first)).isTrue();
        assertThat(second.covers(steps(first, 1))).isFalse();
        assertThat(first.covers(second)).isFalse();
        assertThat(steps(second.inRun("c"), 1).covers(first)).isTrue();
    }

    @Test
    void coversNothingOfARunThatHasGoneItsOwnWay() {
        SnapshotState first = steps(SnapshotState.NONE.inRun("a"), 3);

        assertThat(steps(first.inRun("b"), 1).covers(steps(first.inRun("c"), 1)))
                .isFalse();
        assertThat(steps(first.inRun("c"), 1).covers(steps(first.inRun("b"), 1)))
                .isFalse();
    }

    @Test
    void staysShortOverManyRuns() {
        SnapshotState state = SnapshotState.NONE;
        for (int run = 0; run < 1000; run++) {
            state = steps(state.inRun("run" + run), 1);
        }

        assertThat(state.encode()).hasSizeLessThan(300);
        assertThat(state.covers(SnapshotState.decode(state.encode()))).isTrue();
    }
}
