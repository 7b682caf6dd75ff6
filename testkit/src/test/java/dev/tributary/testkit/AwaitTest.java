package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(30);

    @Test
    void returnsTheFirstValueThatIsAsWanted() {
        AtomicInteger looks = new AtomicInteger();

        assertThat(Await.untilValue("three looks", LONG, looks::incrementAndGet, seen -> seen == 3))
                .isEqualTo(3);
    }

    @Test
    void looksAgainAfterAnException() {
        AtomicInteger looks = new AtomicInteger();

        Await.until("an answer", LONG, () -> {
            if (looks.incrementAndGet() == 1) {
                throw new IOException("not yet");
            }
            return true;
        });

        assertThat(looks).hasValue(2);
    }

    @Test
    void saysWhatWasLastSeen() {
        assertThatThrownBy(() -> Await.untilValue("seven rows", SHORT, () -> 6, rows -> rows == 7))
                .isInstanceOf(TestkitException.class)
                .hasMessage("No 'seven rows' within 0.03 s; last seen: 6");
    }

    @Test
    void keepsTheLastExceptionAsTheCause() {
        IOException cause = new IOException("connection refused");

        assertThatThrownBy(() -> Await.until("an answer", SHORT, () -> {
                    throw cause;
                }))
                .isInstanceOf(TestkitException.class)
                .hasMessageContaining("connection refused")
                .hasCause(cause);
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Await.until("nothing", LONG, () -> false)).hasMessageContaining("Interrupted");

        assertThat(Thread.interrupted()).isTrue();
    }
}
