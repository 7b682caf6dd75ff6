package dev.tributary.testkit.internal.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.testkit.MySqlVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationTest {
    @ParameterizedTest
    @CsvSource({
        "9.7.4-2, V9",
        "9.0.1, V9",
        "8.0.33, V8_0",
        "8.0.45-0ubuntu0.24.04.1, V8_0",
        "11.4.5-MariaDB-log, MARIADB",
        "5.5.5-10.11.6-MariaDB, MARIADB"
    })
    void matchesOneVersion(String text, MySqlVersion expected) {
        for (MySqlVersion version : MySqlVersion.values()) {
            assertThat(Generation.of(version).matches(text)).as("%s", version).isEqualTo(version == expected);
        }
    }
}
