package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.spi.Split;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class SmallTypesTest {

    @Test
    void aBackoffDoublesUpToItsLimitAndLeavesOutAtMostHalf() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));
        for (int failures = 1; failures < 100; failures++) {
            Duration full = Duration.ofMillis(Math.min(30_000, 100L << Math.min(20, failures - 1)));
            for (int i = 0; i < 100; i++) {
                assertThat(backoff.delay(failures)).isBetween(full.dividedBy(2), full);
            }
        }
    }

    @Test
    void aBackoffNeverOverflows() {
        Backoff longest = new Backoff(Duration.ofDays(100_000), ChronoUnit.FOREVER.getDuration());
        Backoff widest = new Backoff(Duration.ofNanos(1), ChronoUnit.FOREVER.getDuration());
        for (int failures : new int[] {1, 2, 31, 32, 64, 65, Integer.MAX_VALUE}) {
            assertThat(longest.delay(failures)).isPositive();
            assertThat(widest.delay(failures)).isPositive();
        }
    }

    @Test
    void aBackoffRefusesDelaysOutOfOrder() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A backoff begins above zero and does not end below its beginning, but is PT0S to PT1S");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void retriesDoNotNestAndAreAtLeastOne() {
        assertThatThrownBy(() -> ErrorPolicy.retry(0, Backoff.standard()))
                .hasMessage("retries must be at least 1, but is 0");
        ErrorPolicy.Retry retry = ErrorPolicy.retry(1, Backoff.standard());
        assertThatThrownBy(() -> retry.orElse(retry)).hasMessage("What follows after retries cannot be more retries");
    }

    @Test
    void aSecretPrintsAsStars() {
        assertThat(Secret.of("hunter2")).hasToString("***");
        assertThat(Secret.of("hunter2").reveal()).isEqualTo("hunter2");
        assertThat("password=" + Secret.from(() -> "hunter2")).isEqualTo("password=***");
        assertThatThrownBy(() -> Secret.from(() -> null).reveal()).hasMessage("the supplier of a secret returned null");
    }

    @Test
    void aSecretIsAskedForAnew() {
        int[] version = new int[1];
        Secret rotating = Secret.from(() -> "v" + ++version[0]);
        assertThat(rotating.reveal()).isEqualTo("v1");
        assertThat(rotating.reveal()).isEqualTo("v2");
    }

    @Test
    void aSplitsIdCanBeSavedInOneLine() {
        assertThat(new Split("orders-3")).hasToString("orders-3");
        assertThatThrownBy(() -> new Split(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Split("a\nb")).isInstanceOf(IllegalArgumentException.class);
    }
}
