package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.WithMySql;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithMySql(version = MySqlVersion.V9)
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TaggedGtidIT {

    @Test
    void goesOnBehindTransactionsWithAndWithoutTags(MySqlServer server, MySqlDatabase database) throws Exception {
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
        database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        SourceSettings settings = Reading.settings(server, new Start.Now(), database.name() + ".t");
        Position saved;
        try (Reading reading = Reading.open(settings).begin()) {
            database.execute(
                    "SET SESSION gtid_next = 'AUTOMATIC:shop'",
                    "INSERT INTO t VALUES (1)",
                    "SET SESSION gtid_next = 'AUTOMATIC'",
                    "INSERT INTO t VALUES (2)");

            assertThat(reading.readToEnd().changes()).containsExactly("+1", "+2");
            saved = reading.position();
            assertThat(saved.encode()).contains(":shop:");
            assertThat(reading.recording
                            .changes
                            .get(0)
                            .origin()
                            .transaction()
                            .gtid()
                            .orElseThrow())
                    .contains(":shop:");
        }
        database.execute("SET SESSION gtid_next = 'AUTOMATIC:shop'", "INSERT INTO t VALUES (3)");

        try (Reading reading = Reading.resume(settings, BinlogPosition.decode(saved.encode()))) {
            assertThat(reading.readToEnd().changes()).containsExactly("+3");
        }
    }
}
