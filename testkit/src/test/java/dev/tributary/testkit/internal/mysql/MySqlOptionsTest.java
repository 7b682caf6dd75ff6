package dev.tributary.testkit.internal.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.testkit.MySqlServer;
import org.junit.jupiter.api.Test;

class MySqlOptionsTest {
    @Test
    void takesNamesAsTheManualWritesThem() {
        assertThat(MySqlOptions.checkedName("binlog_row_metadata")).isEqualTo("binlog-row-metadata");
        assertThat(MySqlOptions.checkedName("--sync-binlog")).isEqualTo("sync-binlog");
    }

    @Test
    void refusesWhatIsNoName() {
        assertThatThrownBy(() -> MySqlServer.builder().option("sync-binlog=0", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not the name of an option of mysqld: 'sync-binlog=0'; give name and value apart, "
                        + "as in option(\"binlog-row-metadata\", \"MINIMAL\")");
    }

    @Test
    void refusesWhatTheTestkitSets() {
        assertThatThrownBy(() -> MySqlServer.builder().option("port", "3306"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The testkit sets the option 'port' of mysqld itself");
    }
}
