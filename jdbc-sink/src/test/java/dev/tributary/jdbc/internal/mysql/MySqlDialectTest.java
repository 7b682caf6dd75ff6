package dev.tributary.jdbc.internal.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MySqlDialectTest {

    @Test
    void sessionsRefuseWhatTheyWouldCutAndTakeWhatTheSourceHas() {
        assertThat(MySqlDialect.exactMode("ANSI_QUOTES,NO_ZERO_DATE,NO_ZERO_IN_DATE"))
                .isEqualTo("ANSI_QUOTES,STRICT_TRANS_TABLES,ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO");
        assertThat(MySqlDialect.exactMode(""))
                .isEqualTo("STRICT_TRANS_TABLES,ALLOW_INVALID_DATES,NO_AUTO_VALUE_ON_ZERO");
    }
}
