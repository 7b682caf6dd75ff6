package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.binlog.internal.row.TextCodecs.UnreadableValueException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JsonChangeTest {

    /** {@code {"a": [1, 2], "bb": true}} */
    private static final String DOCUMENT = "00" + "02002500" + "12000100" + "13000200" + "021500" + "040100" + "61"
            + "6262" + "02000a00" + "050100" + "050200";

    private static final String TRUE = "020401";
    private static final int REPLACE = 0;
    private static final int INSERT = 1;
    private static final int REMOVE = 2;

    private static JsonBytes bytes(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return new JsonBytes(bytes, 0, bytes.length);
    }

    private static String change(int operation, String path, String value) {
        return hex(operation)
                + hex(path.length())
                + HexFormat.of().formatHex(path.getBytes(StandardCharsets.ISO_8859_1))
                + value;
    }

    private static String hex(int value) {
        return HexFormat.of().toHexDigits((byte) value);
    }

    private static String apply(String changes) {
        JsonNode document = bytes(DOCUMENT).root();
        for (JsonChange change : JsonChange.read(bytes(changes))) {
            document = change.applyTo(document);
        }
        JsonText text = new JsonText();
        text.print(document);
        return new String(text.buffer(), 0, text.length(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "0 | $         | true",
                "0 | $.a       | {\"a\": true, \"bb\": true}",
                "0 | $.a[1]    | {\"a\": [1, true], \"bb\": true}",
                "0 | $.a[last] | {\"a\": [1, true], \"bb\": true}",
                "0 | $.a[last-1] | {\"a\": [true, 2], \"bb\": true}",
                "0 | $.bb[0]   | {\"a\": [1, 2], \"bb\": true}",
                "1 | $.a[0]    | {\"a\": [true, 1, 2], \"bb\": true}",
                "1 | $.a[9]    | {\"a\": [1, 2, true], \"bb\": true}",
                "1 | $.c       | {\"a\": [1, 2], \"c\": true, \"bb\": true}",
                "1 | $.\"q\\\"\\u0001\" | {\"a\": [1, 2], \"bb\": true, \"q\\\"\\u0001\": true}",
                "2 | $.a       | {\"bb\": true}",
                "2 | $.a[0]    | {\"a\": [2], \"bb\": true}"
            })
    void changesWhatThePathLeadsTo(int operation, String path, String text) {
        assertThat(apply(change(operation, path, operation == REMOVE ? "" : TRUE)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,$.c", "0,$.a[2]", "0,$.a.b", "0,$.bb[1]", "1,$", "1,$.a", "1,$.bb[0]", "2,$", "2,$.c", "2,$.a[2]"})
    void refusesAChangeThatDoesNotFitTheDocument(int operation, String path) {
        String change = change(operation, path, operation == REMOVE ? "" : TRUE);

        assertThatThrownBy(() -> apply(change))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("a change of JSON that does not fit the document before it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "$a", "$.\"a", "$[", "$[x]", "$[-1]", "$[last+1]", "$.\"\\u00g0\""})
    void refusesAPathThatItCannotRead(String path) {
        assertThatThrownBy(() -> apply(change(REPLACE, path, TRUE)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessage("a change of JSON with a path that cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "0005", "000124", "000124ff", "00012405040100", "070124020401", "00fcffff24"})
    void refusesChangesThatAreDamaged(String changes) {
        assertThatThrownBy(() -> apply(changes)).isInstanceOf(UnreadableValueException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {REPLACE, INSERT})
    void refusesAPathWithoutEnd(int operation) {
        String path = "$" + "[0]".repeat(80);

        assertThatThrownBy(() -> apply(change(operation, path, "020409"))).isInstanceOf(UnreadableValueException.class);
    }
}
