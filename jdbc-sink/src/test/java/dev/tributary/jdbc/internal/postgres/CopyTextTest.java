package dev.tributary.jdbc.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.jdbc.internal.database.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Values as COPY reads them. */
class CopyTextTest {

    private final TextBuffer buffer = new TextBuffer();
    private final CopyText text = new CopyText(buffer, List.of());

    private String written(Consumer<CopyText> writing) {
        buffer.clear();
        writing.accept(text);
        return new String(buffer.array(), 0, buffer.size(), StandardCharsets.UTF_8);
    }

    @Test
    void escapesWhatWouldEndAValueOrBeginAnEscape() {
        assertThat(written(t -> t.text("a\tb\nc\rd\\e"))).isEqualTo("a\\tb\\nc\\rd\\\\e");
        assertThat(written(t -> t.text("\\N"))).isEqualTo("\\\\N");
        assertThat(written(t -> t.text("\\."))).isEqualTo("\\\\.");
        assertThat(written(t -> t.text("gr\u00fc\u00df \u65e5\u672c \ud83d\ude80 'q' \"q\"")))
                .isEqualTo("gr\u00fc\u00df \u65e5\u672c \ud83d\ude80 'q' \"q\"");
    }

    @Test
    void writesOtherValuesAsTheServerReadsThem() {
        assertThat(written(CopyText::nothing)).isEqualTo("\\N");
        assertThat(written(t -> t.integer(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(written(t -> t.real(Double.NEGATIVE_INFINITY))).isEqualTo("-Infinity");
        assertThat(written(t -> t.real(-0.0))).isEqualTo("-0.0");
        assertThat(written(t -> t.truth(true))).isEqualTo("t");
        assertThat(written(t -> t.bytes(new byte[] {0, 'a', (byte) 0xff}))).isEqualTo("\\\\x0061FF");
        assertThat(written(t -> t.bytes(new byte[0]))).isEqualTo("\\\\x");
    }
}
