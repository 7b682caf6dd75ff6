package dev.tributary.binlog.internal.charset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares each byte sequence of each character set with what each server makes of it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CharacterTablesIT {

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void readsEachSequenceAsTheServerDoes(MySqlVersion version) throws IOException, SQLException {
        try (MySqlServer server = MySqlServer.start(version)) {
            List<String> listed = server.query("SHOW CHARACTER SET").stream()
                    .map(row -> Objects.toString(row.get(0)))
                    .filter(charset -> !charset.equals("binary"))
                    .toList();
            assertThat(listed)
                    .hasSizeGreaterThan(35)
                    .allSatisfy(charset ->
                            assertThat(TextDecoder.of(charset)).as(charset).isNotNull());
            for (String charset : TableText.CHARSETS) {
                if (listed.contains(charset)) {
                    compare(server, charset);
                }
            }
        }
    }

    private static void compare(MySqlServer server, String charset) throws IOException, SQLException {
        Map<String, Integer> characters = TableText.characters(server, charset);
        try (InputStream resource = CharacterTable.class.getResourceAsStream(charset + ".txt")) {
            byte[] table = Objects.requireNonNull(resource, charset).readAllBytes();
            assertThat(TableText.print(characters)).as(charset).isEqualTo(new String(table, StandardCharsets.US_ASCII));
        }
        TextDecoder decoder = Objects.requireNonNull(TextDecoder.of(charset));
        characters.forEach((bytes, character) -> {
            String text = decoder.decode(HexFormat.of().parseHex(bytes));
            if (text.codePointAt(0) != character || text.length() != Character.charCount(character)) {
                throw new AssertionError(charset + " " + bytes + " is '" + text + "', not U+" + character);
            }
        });
    }
}
