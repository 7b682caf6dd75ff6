package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {

    private final KeyHistory history = new KeyHistory();

    @BeforeEach
    void commit() {
        List.of("a", "b", "c").forEach(change -> history.committed(1, change));
    }

    private List<String> faultsOf(String... deliveries) {
        for (String change : deliveries) {
            history.delivered(1, change);
        }
        return history.faults();
    }

    @Test
    void acceptsEachChangeOnce() {
        assertThat(faultsOf("a", "b", "c")).isEmpty();
        assertThat(history.repeats()).isZero();
    }

    @Test
    void acceptsRepeatsThatComeForwardAgain() {
        assertThat(faultsOf("a", "b", "a", "b", "c", "c")).isEmpty();
        assertThat(history.repeats()).isEqualTo(2);
    }

    @Test
    void findsAGap() {
        assertThat(faultsOf("a", "c")).isNotEmpty();
    }

    @Test
    void findsAGapAfterARepeat() {
        assertThat(faultsOf("a", "b", "a", "c")).isNotEmpty();
    }

    @Test
    void findsAMissingEnd() {
        assertThat(faultsOf("a", "b")).containsExactly("key 1: only 2 of 3 changes were delivered");
    }

    @Test
    void findsAnInventedChange() {
        assertThat(faultsOf("a", "b", "x", "c")).hasSize(1);
    }
}
