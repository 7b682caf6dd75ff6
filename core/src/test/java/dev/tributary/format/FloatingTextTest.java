package dev.tributary.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatingTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.1",
                "100",
                "999999999999999",
                "1e15",
                "-1.5e20",
                "0.000000000000001",
                "0.00000000000000123456789",
                "9.5e-16",
                "1.2345678901234568e16",
                "1.7976931348623157e308",
                "5e-324"
            })
    void writesDoublesAsTheServerDoes(String text) {
        assertThat(FloatingText.of(Double.parseDouble(text))).isEqualTo(text);
    }

    /** An exponent would not be shorter by much, and the server has the digits at hand. */
    @Test
    void writesALargeNumberPlainlyIfItHasAFraction() {
        assertThat(FloatingText.of(1234567890123456.5)).isEqualTo("1234567890123456.5");
        assertThat(FloatingText.of(1234567890123456.0)).isEqualTo("1.234567890123456e15");
    }

    @Test
    void writesFloatsWithTheFewestDigitsThatReadBack() {
        assertThat(FloatingText.of(0.1f)).isEqualTo("0.1");
        assertThat(FloatingText.of(16777216f)).isEqualTo("16777216");
        assertThat(FloatingText.of(Float.MIN_VALUE)).isEqualTo("1e-45");
    }

    @Test
    void namesWhatIsNoNumber() {
        assertThat(FloatingText.of(Double.NaN)).isEqualTo("NaN");
        assertThat(FloatingText.of(Float.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }
}
