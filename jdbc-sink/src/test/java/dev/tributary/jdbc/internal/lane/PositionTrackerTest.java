package dev.tributary.jdbc.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.jdbc.Changes.At;
import dev.tributary.jdbc.internal.lane.PositionTracker.Mark;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PositionTrackerTest {

    private static final Split SPLIT = new Split("binlog");

    private final PositionTracker tracker = new PositionTracker(2);

    private List<Position> takeDurable() {
        return tracker.takeDurable().stream().map(Mark::position).toList();
    }

    private void advance(long position) {
        tracker.advance(SPLIT, new At(position));
    }

    @Test
    void aPositionThatNothingCameBeforeIsDurableAtOnce() {
        advance(1);

        assertThat(takeDurable()).containsExactly(new At(1));
        assertThat(takeDurable()).isEmpty();
    }

    @Test
    void aPositionIsDurableOnceEveryLaneHasStoredWhatCameBefore() {
        tracker.assign(0);
        tracker.assign(1);
        advance(1);
        long later = tracker.assign(0);

        tracker.stored(0, later);
        assertThat(takeDurable()).isEmpty();

        tracker.stored(1, PositionTracker.NONE);
        assertThat(takeDurable()).containsExactly(new At(1));
    }

    @Test
    void workAfterAPositionDoesNotHoldItBack() {
        tracker.assign(0);
        advance(1);
        long later = tracker.assign(1);
        advance(2);

        tracker.stored(0, PositionTracker.NONE);
        assertThat(takeDurable()).containsExactly(new At(1));

        assertThat(tracker.isStoredBelow(later)).isTrue();
        assertThat(tracker.isStoredBelow(later + 1)).isFalse();
        tracker.stored(1, PositionTracker.NONE);
        assertThat(takeDurable()).containsExactly(new At(2));
    }

    @Test
    void positionsWithNothingBetweenAreKeptAsOne() {
        tracker.assign(0);
        advance(1);
        advance(2);
        tracker.advance(new Split("other"), new At(7));

        tracker.stored(0, PositionTracker.NONE);
        assertThat(takeDurable()).containsExactly(new At(2), new At(7));
    }

    @Test
    void neverRunsAheadOfTheOldestWorkThatIsNotStored() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<TreeSet<Long>> lanes = List.of(new TreeSet<>(), new TreeSet<>());
        for (int step = 0; step < 10_000; step++) {
            int lane = random.nextInt(2);
            TreeSet<Long> work = lanes.get(lane);
            if (random.nextBoolean()) {
                work.add(tracker.assign(lane));
                advance(tracker.next());
            } else if (!work.isEmpty()) {
                work.pollFirst();
                tracker.stored(lane, work.isEmpty() ? PositionTracker.NONE : work.first());
            }
            long oldest = lanes.stream()
                    .flatMap(TreeSet::stream)
                    .mapToLong(Long::longValue)
                    .min()
                    .orElse(Long.MAX_VALUE);
            assertThat(takeDurable())
                    .as("seed %d, step %d", seed, step)
                    .allMatch(position -> ((At) position).number() <= oldest);
        }
    }
}
