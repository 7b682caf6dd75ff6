package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithMySql(options = "binlog-row-metadata=MINIMAL")
@WithKafka
class WithServersIT {
    private static String nameBefore;

    @BeforeAll
    static void before(MySqlDatabase database) {
        nameBefore = database.name();
    }

    @Test
    void givesTheClassADatabaseOfItsOwn(MySqlDatabase database, MySqlServer server) {
        assertThat(database.name()).startsWith("withserversit_").isEqualTo(nameBefore);
        assertThat(database.server()).isSameAs(server);
        assertThat(database.query("SELECT DATABASE()")).containsExactly(List.of(database.name()));
    }

    @Test
    void givesAServerWithTheOptionsAskedFor(MySqlServer server) {
        assertThat(server.query("SELECT @@binlog_row_metadata")).containsExactly(List.of("MINIMAL"));
        assertThat(server).isNotSameAs(SharedServers.mySql(MySqlVersion.V9));
    }

    @Test
    void givesTheSharedBroker(KafkaBroker broker) {
        assertThat(broker).isSameAs(SharedServers.kafka());
    }

    @Nested
    class InANestedClass {
        @Test
        void isTheSameDatabase(MySqlDatabase database) {
            assertThat(database.name()).isEqualTo(nameBefore);
        }
    }
}
