package dev.tributary.jdbc.internal.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.jdbc.internal.database.TextBuffer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FieldFileTest {

    private final TextBuffer text = new TextBuffer();
    private final FieldFile file = new FieldFile(text);

    private String written(Consumer<FieldFile> writing) {
        text.clear();
        writing.accept(file);
        return new String(text.array(), 0, text.size(), StandardCharsets.UTF_8);
    }

    private String escaped(String text) {
        String ofString = written(f -> f.writeString(text));
        byte[] utf8 = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
        assertThat(written(f -> f.writeUtf8(utf8, 1, utf8.length - 2))).isEqualTo(ofString);
        return ofString;
    }

    @Test
    void escapesWhatWouldEndAFieldOrBeginAnEscape() {
        assertThat(escaped("a\tb\nc\\d\0e")).isEqualTo("a\\tb\\nc\\\\d\\0e");
        assertThat(escaped("\\N")).isEqualTo("\\\\N");
        assertThat(escaped("gr\u00fc\u00df \u65e5\u672c \ud83d\ude80 'quoted' \"too\"\r"))
                .isEqualTo("gr\u00fc\u00df \u65e5\u672c \ud83d\ude80 'quoted' \"too\"\r");
    }

    @Test
    void writesIntegersOfAllSizes() {
        for (long number : new long[] {0, 7, 10, 99, 100, 999_999_999_999_999_999L, Long.MAX_VALUE}) {
            assertThat(written(f -> f.writeLong(number))).isEqualTo(Long.toString(number));
            assertThat(written(f -> f.writeLong(-number))).isEqualTo(Long.toString(-number));
        }
        assertThat(written(f -> f.writeLong(Long.MIN_VALUE))).isEqualTo("-9223372036854775808");
        assertThat(written(f -> f.writeUnsignedLong(-1))).isEqualTo("18446744073709551615");
    }

    @Test
    void writesDecimalsWithAllTheirDigits() {
        assertThat(written(f -> f.writeDecimal(-1250, 2))).isEqualTo("-12.50");
        assertThat(written(f -> f.writeDecimal(5, 3))).isEqualTo("0.005");
        assertThat(written(f -> f.writeDecimal(5, 0))).isEqualTo("5");
        assertThat(written(f -> f.writeDecimal(new BigDecimal("-0.000000000000000000000000000001"))))
                .isEqualTo("-0.000000000000000000000000000001");
    }

    @Test
    void writesFloatsAsTheDoublesThatTheyAre() {
        assertThat(written(f -> f.writeFloat(0.1f))).isEqualTo("0.10000000149011612");
        assertThat(written(f -> f.writeDouble(-0.0))).isEqualTo("-0");
        assertThat(written(f -> f.writeDouble(1.5e300))).isEqualTo("1.5e300");
    }

    @Test
    void writesBytesAsHexadecimalDigits() {
        assertThat(written(f -> f.writeBytes(new byte[] {9, 0, (byte) 0xab, 9}, 1, 2)))
                .isEqualTo("00AB");
    }

    @Test
    void writesTimesThatNoCalendarHas() {
        assertThat(written(f -> f.writeDate(0, 0, 0))).isEqualTo("0000-00-00");
        assertThat(written(f -> f.writeTime(true, 838, 59, 59, 123_000, 3))).isEqualTo("-838:59:59.123");
        assertThat(written(f -> f.writeDateTime(2024, 2, 0, 1, 2, 3, 45, 6))).isEqualTo("2024-02-00 01:02:03.000045");
        assertThat(written(f -> f.writeTimestamp(0, 0, 3))).isEqualTo("0000-00-00 00:00:00.000");
        assertThat(written(f -> f.writeTimestamp(1_767_323_045, 0, 0))).isEqualTo("2026-01-02 03:04:05");
        assertThat(written(f -> f.writeTimestamp(-1, 1, 6))).isEqualTo("1969-12-31 23:59:59.000001");
    }

    @Test
    void growsAsItIsWritten() {
        String text = "\\".repeat(100_000);
        assertThat(escaped(text)).isEqualTo(text + text);
    }
}
