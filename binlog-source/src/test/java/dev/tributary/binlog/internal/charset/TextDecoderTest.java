package dev.tributary.binlog.internal.charset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TextDecoderTest {

    private static String decode(String charset, String hex) {
        return Objects.requireNonNull(TextDecoder.of(charset))
                .decode(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "latin1, 8180, \u0081\u20ac",
        "swe7, 404142, \u00c9AB",
        "gbk, 41814042, A\u4e02B",
        "sjis, 5cb1, \\\uff71",
        "ujis, 8fa2af, \u02d8",
        "gb18030, 8130813041, \u0080A",
        "gb18030, 90308130, \ud800\udc00",
        "gb18030, e3329a35, \udbff\udfff",
        "gb18030, 8431a439, \uffff",
        "utf16, feff0041, \ufeffA",
        "utf16le, 3dd800de, \ud83d\ude00",
        "utf32, 0001f600, \ud83d\ude00",
        "utf8mb4, f09f9880, \ud83d\ude00",
        "utf8mb3, efbfbf, \uffff"
    })
    void readsText(String charset, String hex, String text) {
        assertThat(decode(charset, hex)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4, 41c080, 1",
        "utf8mb4, c3, 0",
        "utf8mb4, 41414141414141414180, 9",
        "utf8mb4, e09f80, 0",
        "utf8mb4, eda080, 0",
        "utf8mb4, f08f8080, 0",
        "utf8mb4, f4908080, 0",
        "utf8mb4, e282, 0",
        "utf8mb4, e28241, 0",
        "utf8mb3, f09f9880, 0",
        "ascii, c3a9, 0",
        "cp1250, 4181, 1",
        "swe7, 80, 0",
        "gbk, 4181, 1",
        "gbk, 8130, 0",
        "ujis, 8fa2, 0",
        "ujis, 8f2241, 0",
        "gb18030, 813081, 0",
        "gb18030, 81308141, 0",
        "gb18030, fe39fe39, 0",
        "ucs2, 004100, 2",
        "ucs2, d83dde00, 0",
        "utf16, 0041d83d, 2",
        "utf16, de00, 0",
        "utf32, 00110000, 0",
        "utf32, 0000d800, 0"
    })
    void refusesWhatIsNoText(String charset, String hex, int offset) {
        assertThatThrownBy(() -> decode(charset, hex))
                .isInstanceOf(MalformedTextException.class)
                .hasMessage("bytes that are no text in " + charset + ", from byte " + offset + " of the value");
    }

    @Test
    void readsAndRefusesUtf8AsTheJdkDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TextDecoder decoder = Objects.requireNonNull(TextDecoder.of("utf8mb4"));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = randomText(random).getBytes(StandardCharsets.UTF_8);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThat(decodedOrNone(() -> decoder.decode(bytes)))
                    .as("seed %d, text %d: %s", seed, i, HexFormat.of().formatHex(bytes))
                    .isEqualTo(decodedOrNone(() -> StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString()));
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        int mostBits = random.nextInt(6, 22);
        while (text.length() < length) {
            int character = random.nextInt(1 << random.nextInt(6, mostBits + 1));
            if (Character.isValidCodePoint(character)
                    && !(character <= Character.MAX_VALUE && Character.isSurrogate((char) character))) {
                text.appendCodePoint(character);
            }
        }
        return text.toString();
    }

    private static Optional<String> decodedOrNone(Callable<String> decoding) {
        try {
            return Optional.of(decoding.call());
        } catch (MalformedTextException | CharacterCodingException malformed) {
            return Optional.empty();
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void readsTextThatOutgrowsItsBuffer() {
        String text = "abc\u00e9".repeat(100_000);
        TextDecoder decoder = Objects.requireNonNull(TextDecoder.of("latin1"));
        assertThat(decoder.decode(text.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(text);
    }

    @Test
    void knowsNoOtherCharacterSet() {
        assertThat(TextDecoder.of("klingon")).isNull();
    }
}
