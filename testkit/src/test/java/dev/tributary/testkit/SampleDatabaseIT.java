package dev.tributary.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class SampleDatabaseIT {
    @ParameterizedTest
    @EnumSource
    void everyServerTakesAllOfIt(MySqlVersion version) {
        SampleDatabase sakila = SampleDatabase.sakila();
        try (MySqlDatabase database = SharedServers.mySql(version).newDatabase("sakila")) {
            sakila.load(database);

            assertThat(sakila.tables().stream().mapToLong(database::count).sum())
                    .as("rows")
                    .isEqualTo(47_273);
            assertThat(count(database, "tables", "table"))
                    .isEqualTo(sakila.tables().size() + 7);
            assertThat(count(database, "views", "table")).isEqualTo(7);
            assertThat(count(database, "triggers", "trigger")).isEqualTo(6);
            assertThat(count(database, "routines", "routine")).isEqualTo(6);
            assertThat(count(database, "referential_constraints", "constraint")).isEqualTo(22);
            assertThat(database.query("SELECT HEX(LEFT(picture, 8)), HEX(RIGHT(picture, 8)) FROM staff LIMIT 1"))
                    .as("a picture in the PNG format, from its signature to its end")
                    .containsExactly(List.of("89504E470D0A1A0A", "49454E44AE426082"));
            assertThat(database.count("customer_list")).isEqualTo(599);
        }
    }

    @Test
    void theStructureAloneHasNeitherRowsNorTriggers() {
        SampleDatabase sakila = SampleDatabase.sakila();
        try (MySqlDatabase database = SharedServers.mySql(MySqlVersion.V9).newDatabase("sakila")) {
            sakila.loadStructure(database);

            assertThat(sakila.tables()).allMatch(table -> database.count(table) == 0);
            assertThat(count(database, "triggers", "trigger")).isZero();
            assertThat(count(database, "referential_constraints", "constraint")).isEqualTo(22);
            assertThat(count(database, "views", "table")).isEqualTo(7);
        }
    }

    private static long count(MySqlDatabase database, String view, String schema) {
        return database.count("information_schema." + view + " WHERE " + schema + "_schema = DATABASE()");
    }
}
