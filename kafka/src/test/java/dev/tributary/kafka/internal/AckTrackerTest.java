package dev.tributary.kafka.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.SinkException;
import dev.tributary.kafka.internal.AckTracker.InFlight;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AckTrackerTest {

    private static final Split A = new Split("a-0");
    private static final Split B = new Split("b-0");

    private final List<String> reported = Collections.synchronizedList(new ArrayList<>());
    private final ByteBudget budget = new ByteBudget(100);
    private final AckTracker tracker =
            new AckTracker(budget, (split, position) -> reported.add(split + "@" + ((KafkaPosition) position).next()));

    /** A message of so many bytes. */
    private static final class Sent extends InFlight {

        Sent(int bytes) {
            super(bytes);
        }
    }

    private static InFlight add(AckTracker tracker, int bytes) throws InterruptedException {
        InFlight message = new Sent(bytes);
        tracker.add(message);
        return message;
    }

    private void mark(Split split, long position) {
        tracker.mark(split, new KafkaPosition(position));
    }

    @Test
    void reportsAPositionAtOnceWhenNothingIsOnItsWay() {
        mark(A, 1);

        assertThat(reported).containsExactly("a-0@1");
    }

    @Test
    void reportsAPositionWhenAllBeforeItIsAcknowledged() throws Exception {
        InFlight first = add(tracker, 10);
        InFlight second = add(tracker, 10);
        mark(A, 2);
        InFlight third = add(tracker, 10);
        mark(A, 3);

        tracker.acknowledge(third);
        tracker.acknowledge(second);
        assertThat(reported).isEmpty();

        tracker.acknowledge(first);
        assertThat(reported).containsExactly("a-0@2", "a-0@3");
        assertThat(tracker.awaitAll(Duration.ZERO)).isTrue();
    }

    @Test
    void reportsOnlyTheLastOfPositionsThatFollowEachOther() throws Exception {
        InFlight message = add(tracker, 10);
        mark(A, 1);
        mark(A, 2);
        mark(B, 5);
        mark(A, 3);
        tracker.acknowledge(message);

        assertThat(reported).containsExactly("a-0@2", "b-0@5", "a-0@3");
    }

    @Test
    void anAcknowledgementCountsOnce() throws Exception {
        InFlight first = add(tracker, 10);
        InFlight second = add(tracker, 20);
        tracker.acknowledge(first);
        tracker.acknowledge(first);

        assertThat(budget.held()).isEqualTo(20);
        tracker.acknowledge(second);
        assertThat(budget.held()).isZero();
    }

    @Test
    void looksAgainAtTheLatestWhenNothingIsOnItsWay() throws Exception {
        AckTracker large = new AckTracker(
                new ByteBudget(Long.MAX_VALUE), (split, position) -> reported.add(split + "@" + position));
        InFlight first = add(large, 1);
        InFlight second = add(large, 1);
        InFlight third = add(large, 1);
        large.mark(A, new KafkaPosition(3));
        large.acknowledge(first);
        large.acknowledge(second);
        assertThat(reported).isEmpty();

        large.acknowledge(third);
        assertThat(reported).hasSize(1);

        InFlight fourth = add(large, 1);
        large.mark(A, new KafkaPosition(4));
        large.acknowledge(fourth);
        assertThat(reported).hasSize(2);
        assertThat(large.awaitAll(Duration.ZERO)).isTrue();
    }

    @Test
    void whatIsBehindAMessageThatIsOnItsWayTakesRoomLikeIt() throws Exception {
        InFlight first = add(tracker, 10);
        InFlight second = add(tracker, 50);
        tracker.acknowledge(second);
        assertThat(budget.held()).isEqualTo(60);

        tracker.acknowledge(first);
        assertThat(budget.held()).isZero();
    }

    @Test
    void waitsForRoom() throws Exception {
        InFlight first = add(tracker, 60);
        CompletableFuture<InFlight> second = CompletableFuture.supplyAsync(() -> add(60));

        assertThatThrownBy(() -> second.get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        tracker.acknowledge(first);

        second.get(10, TimeUnit.SECONDS);
        assertThat(budget.held()).isEqualTo(60);
    }

    @Test
    void takesAMessageThatIsLargerThanTheBudgetAlone() throws Exception {
        InFlight large = add(tracker, 1000);
        CompletableFuture<InFlight> small = CompletableFuture.supplyAsync(() -> add(1));

        assertThat(small).isNotDone();
        tracker.acknowledge(large);
        small.get(10, TimeUnit.SECONDS);
    }

    /** Often, since the waiting thread may look before the failure, between it and the acknowledgement, or after both. */
    @RepeatedTest(100)
    void aFailureEndsAllWaitingAndReportsNothingMore() throws Exception {
        InFlight first = add(tracker, 100);
        mark(A, 1);
        CompletableFuture<InFlight> waiting = CompletableFuture.supplyAsync(() -> add(1));
        SinkException failure = new SinkException("broken");

        assertThat(tracker.fail(failure)).isTrue();
        assertThat(tracker.fail(new SinkException("another"))).isFalse();
        tracker.acknowledge(first);

        assertThatThrownBy(waiting::join).hasCause(failure);
        assertThatThrownBy(() -> add(tracker, 1)).isSameAs(failure);
        assertThatThrownBy(() -> mark(A, 2)).isSameAs(failure);
        assertThatThrownBy(() -> tracker.awaitAll(Duration.ofSeconds(1))).isSameAs(failure);
        assertThat(reported).isEmpty();
    }

    @Test
    void awaitsNoLongerThanItsLimit() throws Exception {
        InFlight message = add(tracker, 1);

        assertThat(tracker.awaitAll(Duration.ofMillis(1))).isFalse();
        tracker.acknowledge(message);
        assertThat(tracker.awaitAll(Duration.ofMillis(1))).isTrue();
    }

    /** Against a model that knows by itself what lies before each position. */
    @RepeatedTest(50)
    void reportsNoPositionTooEarlyWhateverTheOrderOfAcknowledgements() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<InFlight> unacknowledged = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        List<Integer> lowestAtReport = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        AckTracker large = new AckTracker(new ByteBudget(Long.MAX_VALUE), (split, position) -> {
            positions.add(((KafkaPosition) position).next());
            lowestAtReport.add(numbers.isEmpty() ? Integer.MAX_VALUE : Collections.min(numbers));
        });
        int sent = 0;
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    unacknowledged.add(add(large, 1));
                    numbers.add(sent++);
                }
                case 1 -> large.mark(A, new KafkaPosition(sent));
                default -> {
                    if (!unacknowledged.isEmpty()) {
                        int chosen = random.nextInt(unacknowledged.size());
                        numbers.remove(chosen);
                        large.acknowledge(unacknowledged.remove(chosen));
                    }
                }
            }
        }
        while (!unacknowledged.isEmpty()) {
            numbers.remove(0);
            large.acknowledge(unacknowledged.remove(0));
        }
        large.mark(A, new KafkaPosition(sent));

        assertThat(positions).as("seed " + seed).isSorted().endsWith((long) sent);
        for (int i = 0; i < positions.size(); i++) {
            assertThat((long) lowestAtReport.get(i)).as("seed " + seed).isGreaterThanOrEqualTo(positions.get(i));
        }
    }

    /** Two threads acknowledge, in their own order, while a third adds and waits for room. */
    @RepeatedTest(5)
    void reportsNoPositionTooEarlyWhateverTheThreads() throws Exception {
        int number = 50_000;
        AtomicIntegerArray stored = new AtomicIntegerArray(number);
        List<Integer> early = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger checked = new AtomicInteger();
        AckTracker shared = new AckTracker(new ByteBudget(1_000), (split, position) -> {
            int next = Math.toIntExact(((KafkaPosition) position).next());
            for (int i = checked.get(); i < next; i++) {
                if (stored.get(i) == 0) {
                    early.add(i);
                }
            }
            checked.set(next);
        });
        List<BlockingQueue<Map.Entry<Integer, InFlight>>> sent =
                List.of(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
        List<CompletableFuture<Void>> acknowledging = sent.stream()
                .map(queue -> CompletableFuture.runAsync(() -> acknowledge(shared, queue, number / 2, stored)))
                .toList();
        for (int i = 0; i < number; i++) {
            sent.get(i % 2).add(Map.entry(i, add(shared, 1 + i % 30)));
            if (i % 3 == 0) {
                shared.mark(A, new KafkaPosition(i + 1));
            }
        }
        shared.mark(A, new KafkaPosition(number));

        assertThat(shared.awaitAll(Duration.ofSeconds(20))).isTrue();
        acknowledging.forEach(CompletableFuture::join);
        assertThat(early).isEmpty();
        assertThat(checked).hasValue(number);
    }

    private static void acknowledge(
            AckTracker shared,
            BlockingQueue<Map.Entry<Integer, InFlight>> sent,
            int number,
            AtomicIntegerArray stored) {
        try {
            for (int i = 0; i < number; i++) {
                Map.Entry<Integer, InFlight> message = sent.take();
                stored.set(message.getKey(), 1);
                shared.acknowledge(message.getValue());
            }
        } catch (InterruptedException breakOff) {
            throw new IllegalStateException(breakOff);
        }
    }

    private InFlight add(int bytes) {
        try {
            return add(tracker, bytes);
        } catch (InterruptedException breakOff) {
            throw new IllegalStateException(breakOff);
        }
    }
}
