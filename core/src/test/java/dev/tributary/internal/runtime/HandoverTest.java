package dev.tributary.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Batch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HandoverTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Handover<String> handover = new Handover<>(1_000);

    @Test
    void wakesTheReaderWhenAPartOfTheRoomIsFree() throws Exception {
        put(4, 300);
        CompletableFuture<Boolean> room = awaitRoom();

        processOne();
        processOne();

        assertThat(room.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void wakesTheReaderOfLargeBatchesBeforeTheLastIsProcessed() throws Exception {
        put(2, 990);
        CompletableFuture<Boolean> room = awaitRoom();

        processOne();

        assertThat(room.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(handover.heldBytes()).isEqualTo(990);
    }

    @Test
    void makesRoomForABatchThatIsLargerThanAll() throws Exception {
        put(1, 5_000);
        CompletableFuture<Boolean> room = awaitRoom();

        processOne();

        assertThat(room.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private void put(int number, int bytes) {
        for (int i = 0; i < number; i++) {
            handover.put(Batch.<String>builder().holding(bytes).build());
        }
    }

    private void processOne() throws InterruptedException {
        assertThat(handover.take(0)).isInstanceOfSatisfying(Handover.BatchEntry.class, taken -> done(taken.batch()));
    }

    @SuppressWarnings("unchecked") // the batches are this test's own
    private void done(Batch<?> batch) {
        handover.done((Batch<String>) batch);
    }

    private CompletableFuture<Boolean> awaitRoom() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return handover.awaitRoom(LONG);
            } catch (InterruptedException breakOff) {
                throw new IllegalStateException(breakOff);
            }
        });
    }
}
