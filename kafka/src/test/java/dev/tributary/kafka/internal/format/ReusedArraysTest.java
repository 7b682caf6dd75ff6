package dev.tributary.kafka.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.format.JsonBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReusedArraysTest {

    private final ReusedArrays arrays = new ReusedArrays();

    private byte[] copy(String text) {
        return arrays.copy(new JsonBuffer().raw(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void makesNewOnesAsLongAsNoneIsReleased() {
        byte[] first = copy("abc");
        byte[] second = copy("def");

        assertThat(first).asString().isEqualTo("abc");
        assertThat(second).asString().isEqualTo("def");
    }

    @Test
    void handsOutAgainWhatWasReleased() {
        arrays.release();
        byte[] first = copy("abc");
        arrays.release();
        byte[] second = copy("def");

        assertThat(second).isSameAs(first);
        assertThat(second).asString().isEqualTo("def");
    }

    @Test
    void neverHandsOutWhatIsStillNeeded() {
        arrays.release();
        byte[] first = copy("abc");
        byte[] second = copy("def");
        byte[] longer = copy("ghij");

        assertThat(first).asString().isEqualTo("abc");
        assertThat(second).asString().isEqualTo("def");
        assertThat(longer).asString().isEqualTo("ghij");
    }

    @Test
    void keepsNoLongOnes() {
        arrays.release();
        byte[] first = copy("x".repeat(10_000));
        arrays.release();
        byte[] second = copy("y".repeat(10_000));

        assertThat(second).isNotSameAs(first).hasSize(10_000);
    }
}
