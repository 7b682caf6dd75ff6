package dev.tributary.internal.runtime;

import static dev.tributary.PipelineState.DISCONNECTED;
import static dev.tributary.PipelineState.FAILED;
import static dev.tributary.PipelineState.PAUSED;
import static dev.tributary.PipelineState.RESTARTING;
import static dev.tributary.PipelineState.RUNNING;
import static dev.tributary.PipelineState.STALLED;
import static dev.tributary.PipelineState.STARTING;
import static dev.tributary.PipelineState.STOPPED;
import static dev.tributary.PipelineState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.PipelineMetrics;
import dev.tributary.PipelineState;
import dev.tributary.PipelineStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CombinedStatusTest {

    private static PipelineState state(PipelineState... states) {
        return CombinedStatus.state(List.of(states));
    }

    @Test
    void theStateIsThatWhichTellsMost() {
        assertThat(state(RUNNING, RUNNING)).isEqualTo(RUNNING);
        assertThat(state(RUNNING, STARTING)).isEqualTo(STARTING);
        assertThat(state(RUNNING, PAUSED)).isEqualTo(PAUSED);
        assertThat(state(STARTING, DISCONNECTED)).isEqualTo(DISCONNECTED);
        assertThat(state(DISCONNECTED, STALLED)).isEqualTo(STALLED);
        assertThat(state(STALLED, RESTARTING)).isEqualTo(RESTARTING);
        assertThat(state(RUNNING, STOPPING)).isEqualTo(STOPPING);
    }

    @Test
    void theEndIsThatOfTheLast() {
        assertThat(state(RUNNING, STOPPED)).isEqualTo(RUNNING);
        assertThat(state(RUNNING, FAILED)).isEqualTo(STOPPING);
        assertThat(state(STOPPED, FAILED)).isEqualTo(FAILED);
        assertThat(state(STOPPED, STOPPED)).isEqualTo(STOPPED);
    }

    @Test
    void countsAreAddedAndTheLongestLagCounts() {
        PipelineStatus first = status(1, Duration.ofSeconds(1), OptionalLong.of(10), null);
        PipelineStatus second = status(2, Duration.ofSeconds(3), OptionalLong.of(5), new IllegalStateException("x"));

        PipelineStatus both = CombinedStatus.of("p", List.of(first, second), Map.of("a", "1"));

        assertThat(both.metrics())
                .isEqualTo(new PipelineMetrics(
                        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, Duration.ofSeconds(3), OptionalLong.of(15)));
        assertThat(both.positions()).isEqualTo(Map.of("a", "1"));
        assertThat(both.sinks()).isEqualTo(Map.of("write", "fast"));
        assertThat(both.lastError()).get().hasToString("java.lang.IllegalStateException: x");
    }

    @Test
    void bytesBehindAreUnknownWhereOneDoesNotKnow() {
        PipelineStatus known = status(1, Duration.ZERO, OptionalLong.of(10), null);
        PipelineStatus unknown = status(1, Duration.ZERO, OptionalLong.empty(), null);

        assertThat(CombinedStatus.of("p", List.of(known, unknown), Map.of())
                        .metrics()
                        .bytesBehind())
                .isEmpty();
    }

    private static PipelineStatus status(long count, Duration lag, OptionalLong behind, Throwable error) {
        PipelineMetrics metrics = new PipelineMetrics(
                count, count, count, count, count, count, count, count, count, count, count, count, lag, behind);
        return new PipelineStatus("p", RUNNING, Map.of(), metrics, List.of(), Map.of("write", "fast"), error);
    }
}
