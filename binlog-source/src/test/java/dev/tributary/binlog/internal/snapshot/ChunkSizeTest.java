package dev.tributary.binlog.internal.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkSizeTest {

    private static final long FAST = 1_000_000;
    private static final long SLOW = 5_000_000_000L;

    @Test
    void growsWhereRowsAreSmallAndQuickButNotAllAtOnce() {
        ChunkSize size = new ChunkSize(Long.MAX_VALUE);
        assertThat(size.rows()).isEqualTo(1_000);

        size.learn(1_000, 10_000, FAST);

        assertThat(size.rows()).isEqualTo(4_000);
    }

    @Test
    void shrinksWhereRowsAreLong() {
        ChunkSize size = new ChunkSize(Long.MAX_VALUE);

        size.learn(1_000, 100L << 20, FAST);

        assertThat(size.rows()).isEqualTo(40);
    }

    @Test
    void shrinksWhereRowsAreSlow() {
        ChunkSize size = new ChunkSize(Long.MAX_VALUE);

        size.learn(1_000, 10_000, SLOW);

        assertThat(size.rows()).isEqualTo(100);
    }

    @Test
    void staysBetweenOneRowAndTheLimit() {
        ChunkSize size = new ChunkSize(7);
        assertThat(size.rows()).isEqualTo(7);
        size.learn(7, 70, FAST);
        assertThat(size.rows()).isEqualTo(7);

        for (int i = 0; i < 10; i++) {
            size.halve();
        }
        assertThat(size.rows()).isEqualTo(1);

        size.learn(1, Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(size.rows()).isEqualTo(1);
    }

    @Test
    void learnsNothingFromAnEmptyChunk() {
        ChunkSize size = new ChunkSize(500);

        size.learn(0, 0, SLOW);

        assertThat(size.rows()).isEqualTo(500);
    }
}
