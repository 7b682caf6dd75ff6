package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotProgress.State;
import dev.tributary.TableId;
import dev.tributary.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SnapshotBarTest {

    /** A terminal that keeps the newest line. */
    private static final class Line implements ProgressBarConsumer {

        private volatile String text = "";
        private volatile boolean closed;

        @Override
        public int getMaxRenderedLength() {
            return 150;
        }

        @Override
        public void accept(String line) {
            text = line;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Line line = new Line();
    private volatile List<SnapshotProgress> now = List.of();
    private final SnapshotBar bar = new SnapshotBar(() -> now, () -> new ProgressBarBuilder().setConsumer(line));

    private static SnapshotProgress progress(String table, State state, long rows, long estimate) {
        return new SnapshotProgress(
                new TableId("shop", table), state, rows, 1, OptionalLong.of(estimate), 0, Optional.empty());
    }

    /** A bar that is ended before it was drawn is drawn once and left as it is. */
    private void beginBar() {
        bar.look();
        Await.until("the bar is drawn", Duration.ofSeconds(10), () -> !line.text.isEmpty());
    }

    @Test
    void showsNothingWhereThereIsNoSnapshot() {
        bar.look();

        now = List.of(progress("orders", State.DONE, 10, 10));
        bar.look();

        assertThat(line.text).isEmpty();
    }

    @Test
    void showsAllSnapshotsUntilTheLastHasEnded() {
        now = List.of(progress("orders", State.RUNNING, 0, 600), progress("items", State.WAITING, 0, 400));
        beginBar();
        now = List.of(progress("orders", State.DONE, 500, 600), progress("items", State.RUNNING, 180, 300));
        bar.look();
        bar.close();

        assertThat(line.closed).isTrue();
        assertThat(line.text).contains("snapshot", " 85%", "680/800 rows", " 1 of 2 tables, shop.items");
    }

    @Test
    void showsInTheEndWhatWasReadSinceTheLastLook() {
        now = List.of(progress("orders", State.RUNNING, 100, 600));
        beginBar();
        now = List.of(progress("orders", State.DONE, 500, 600));
        bar.close();

        assertThat(line.closed).isTrue();
        assertThat(line.text).contains("100%", "500/500 rows", " 1 of 1 table");
    }

    @Test
    void endsItsLineWhenTheLastSnapshotHasEnded() {
        now = List.of(progress("orders", State.RUNNING, 100, 600));
        beginBar();
        now = List.of(progress("orders", State.DONE, 500, 600));
        bar.look();

        assertThat(line.closed).isTrue();
        assertThat(line.text).contains("100%", "500/500 rows", " 1 of 1 table");
    }
}
