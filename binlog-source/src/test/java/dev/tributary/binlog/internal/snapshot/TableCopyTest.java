package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableCopyTest {

    private static final long SECOND = 1_000_000_000L;
    private static final KeyValue TEN = KeyValue.of(List.of("10".getBytes(StandardCharsets.US_ASCII)));

    private static TableCopy copy(String id, KeyValue done, boolean paused) {
        return new TableCopy(
                new CopyState(id, SnapshotTable.of("shop.t"), "id int ", done, 10, 2, paused), new ChunkSize(100));
    }

    private static TableCopy asked(String id) {
        return new TableCopy(CopyState.of(id, SnapshotTable.of("shop.t")), new ChunkSize(100));
    }

    @Test
    void countsFailuresOfOneMomentOnce() {
        TableCopy copy = asked("a");
        long now = System.nanoTime();

        assertThat(copy.failedAt(now)).isEqualTo(1);
        copy.rest(now + SECOND);
        assertThat(copy.failedAt(now + 1)).isEqualTo(1);
        assertThat(copy.failedAt(now + SECOND)).isEqualTo(2);
    }

    @Test
    void beginsAtTheBeginningWhenItsTableIsAnother() {
        TableCopy copy = copy("a", TEN, false);

        copy.startOver();

        assertThat(copy.cursor()).isNull();
        assertThat(copy.state().done()).isNull();
        assertThat(copy.state().rows()).isZero();
    }

    @Test
    void keepsChosenColumnsAndTheConditionUnderAnotherName() {
        TableCopy copy = new TableCopy(
                CopyState.of("a", SnapshotTable.of("shop.t").columns("x", "y").where("x > 1")), new ChunkSize(100));

        copy.renamed(SnapshotTable.of("shop.u").table());

        assertThat(copy.wanted())
                .isEqualTo(SnapshotTable.of("shop.u").columns("x", "y").where("x > 1"));
    }

    @Test
    void goesOnWhereThePositionSaysThoughItWasAskedForBefore() {
        Copies copies = new Copies("run");
        copies.add(asked("a"));
        copies.goOn(copy("a", TEN, false));

        assertThat(copies.open()).hasSize(1);
        assertThat(copies.open().get(0).cursor()).isEqualTo(TEN);
        List<String> begun = new ArrayList<>();
        copies.takeBegun(one -> begun.add(one.id()));
        assertThat(begun).containsExactly("a");
    }

    @Test
    void isPausedAsWhoAskedForItWants() {
        Copies copies = new Copies("run");
        TableCopy paused = asked("paused");
        paused.paused(true);
        copies.add(paused);
        copies.add(asked("resumed"));
        TableCopy cancelled = asked("cancelled");
        copies.add(cancelled);
        copies.end(cancelled, SnapshotProgress.State.CANCELLED);

        copies.goOn(copy("paused", TEN, false));
        copies.goOn(copy("resumed", TEN, true));
        copies.goOn(copy("cancelled", TEN, false));
        copies.goOn(copy("of an earlier run", TEN, true));

        assertThat(copies.open().stream().map(one -> one.id() + " " + one.isPaused()))
                .containsExactly("paused true", "resumed false", "of an earlier run false");
    }
}
