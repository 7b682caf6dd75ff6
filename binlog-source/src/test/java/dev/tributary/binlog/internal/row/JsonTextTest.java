package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JsonTextTest {

    private static String print(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        JsonText text = new JsonText();
        text.print(new JsonBytes(bytes, 0, bytes.length).root());
        return new String(text.buffer(), 0, text.length(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | null",
                "0401 | true",
                "05ffff | -1",
                "06ffff | 65535",
                "0bffffffffffffef7f | 1.7976931348623157e308",
                "0b000000000000f03f | 1.0",
                "0200000400 | []",
                "0c03220a1f | \"\\\"\\n\\u001f\"",
                "0f0f03ff0010 | \"base64:type15:/wAQ\""
            })
    void printsAsTheServerDoes(String hex, String text) {
        assertThat(print(hex)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0b0000", // half a double
        "0c0a61", // text longer than the document
        "0cffffffffff", // a length without end
        "02ffffffff", // 65535 elements in no bytes
        "03ffffff7fffffff7f", // two thousand million elements in no bytes
        "02010007000cffff", // an element beyond the end
        "0409", // an unknown literal
        "30", // an unknown kind
        "0ff604410200", // a decimal without its digits
        "0201000700020000" // an array that holds itself
    })
    void refusesDocumentsThatAreDamaged(String hex) {
        assertThatThrownBy(() -> print(hex)).isInstanceOf(UnreadableValueException.class);
    }

    /** Each of 50 arrays holds the next one twice, which would be a petabyte of text. */
    @Test
    void refusesValuesThatOverlap() {
        StringBuilder hex = new StringBuilder("02");
        for (int i = 0; i < 50; i++) {
            hex.append("0200").append("0a00").append("020a00").append("020a00");
        }
        hex.append("00000400");

        assertThatThrownBy(() -> print(hex.toString()))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("overlap");
    }
}
