package dev.tributary.binlog.internal.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs what the fuzzer found once, and the seeds with random damage, so that every build fuzzes a little. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzCorpusTest {

    private static final int DAMAGED = 20;

    static Stream<Corpus.Input> findings() {
        return Corpus.findings().inputs().stream();
    }

    @ParameterizedTest
    @MethodSource
    void findings(Corpus.Input finding) {
        finding.run();
    }

    @Test
    void seedsAndWhatIsLeftOfThem() {
        long seed = Long.getLong("tributary.seed", System.nanoTime());
        Random random = new Random(seed);
        for (Corpus.Input input : Corpus.seeds().inputs()) {
            input.run();
            for (int i = 0; i < DAMAGED; i++) {
                byte[] damaged = damage(input.bytes(), random);
                try {
                    input.target().run(damaged);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "-Dtributary.seed=" + seed + ": "
                                    + Corpus.Input.of(input.target(), damaged, "")
                                            .line(),
                            e);
                }
            }
        }
        assertThat(Corpus.seeds().inputs()).hasSizeGreaterThan(100);
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged =
                random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes.clone();
        for (int left = random.nextInt(4); left > 0 && damaged.length > 0; left--) {
            damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? random.nextInt() : -1);
        }
        return damaged;
    }
}
