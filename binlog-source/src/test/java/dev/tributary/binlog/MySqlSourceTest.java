package dev.tributary.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.CheckpointException;
import dev.tributary.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MySqlSourceTest {

    @Test
    void listsAllThatIsMissing() {
        assertThatThrownBy(() -> MySqlSource.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A MySqlSource needs endpoint, credentials, tables");
    }

    @Test
    void describesItselfWithoutSecrets() {
        MySqlSource source = MySqlSource.builder()
                .endpoint("db.internal", 3306)
                .credentials("tributary", Secret.of("hidden"))
                .tables("shop.orders")
                .build();

        assertThat(source.describe()).isEqualTo("MySQL db.internal:3306");
        assertThat(source.toString()).startsWith("MySQL db.internal:3306").doesNotContain("hidden");
    }

    @Test
    void checksEachValueWhereItIsGiven() {
        MySqlSource.Builder builder = MySqlSource.builder();

        assertThatThrownBy(() -> builder.endpoint("", 3306)).hasMessage("A host is expected, but it is ''");
        assertThatThrownBy(() -> builder.endpoint("db", 0)).hasMessage("A port is 1 to 65535, but it is 0");
        builder.endpoint("db", 3306);
        assertThatThrownBy(() -> builder.endpoint("db", 3306)).hasMessage("The endpoint db:3306 was given twice");
        assertThatThrownBy(() -> builder.serverId(-1)).hasMessage("A server id is 1 to 4294967295, but it is -1");
        assertThatThrownBy(() -> builder.maxEventBytes(0)).hasMessage("maxEventBytes must be positive, but is 0");
        assertThatThrownBy(() -> builder.heartbeat(Duration.ZERO))
                .hasMessage("heartbeat is expected to be between a millisecond and some days, but it is PT0S");
        assertThatThrownBy(() -> builder.tables("a.b", "(")).hasMessageContaining("The table pattern '('");
        assertThatThrownBy(() -> StartFrom.gtidSet("x")).hasMessageContaining("GTID set 'x'");
        assertThatThrownBy(() -> StartFrom.filePosition("/var/binlog.1", 4)).hasMessageContaining("'/var/binlog.1'");
        assertThatThrownBy(() -> StartFrom.filePosition("binlog.1", 3))
                .hasMessage("An offset in a binlog file is at least 4, but it is 3");
    }

    @Test
    void readsThePositionsThatItsReaderMakes() {
        MySqlSource source = MySqlSource.builder()
                .endpoint("db", 3306)
                .credentials("u", "p")
                .tables("a.*")
                .build();
        String encoded = "mysql:1;server=3e11fa47-71ca-11e1-9e33-c80aa9429562;offset=4;file=binlog.000001";

        assertThat(source.decodePosition(encoded).encode()).isEqualTo(encoded);
        assertThatThrownBy(() -> source.decodePosition("x")).isInstanceOf(CheckpointException.class);
    }
}
