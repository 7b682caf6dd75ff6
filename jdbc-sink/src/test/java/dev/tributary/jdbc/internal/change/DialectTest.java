package dev.tributary.jdbc.internal.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Column;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.Links;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import dev.tributary.jdbc.internal.h2.H2Dialect;
import dev.tributary.jdbc.internal.mysql.MySqlDialect;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DialectTest {

    private static final TargetColumn ID = new TargetColumn("id", "int", false);
    private static final TargetColumn PART = new TargetColumn("part", "int", false);
    private static final TargetColumn NOTE = new TargetColumn("no`te", "varchar", false);
    private static final TargetColumn DOCUMENT = new TargetColumn("document", "json", false);
    private static final TargetTable TABLE =
            new TargetTable(new TableId("shop", "orders"), List.of(ID, PART, NOTE), List.of(Set.of("id")), Links.NONE);

    private final Dialect mySql = new MySqlDialect(false);
    private final Dialect mariaDb = new MySqlDialect(true);
    private final Dialect h2 = new H2Dialect();

    @Test
    void mySqlUpsertsRowsAndGuardsTheKey() {
        assertThat(mySql.upsert(TABLE, List.of(ID, NOTE), List.of(ID), 2))
                .isEqualTo("INSERT INTO `shop`.`orders` (`id`, `no``te`) VALUES (?, ?), (?, ?) AS `_new`"
                        + " ON DUPLICATE KEY UPDATE `id` = IF(`orders`.`id` <=> `_new`.`id`, `_new`.`id`,"
                        + " (SELECT 1 UNION ALL SELECT 2)), `no``te` = `_new`.`no``te`");
    }

    @Test
    void mariaDbNamesTheNewRowByValues() {
        assertThat(mariaDb.upsert(TABLE, List.of(ID, PART), List.of(ID, PART), 1))
                .isEqualTo("INSERT INTO `shop`.`orders` (`id`, `part`) VALUES (?, ?)"
                        + " ON DUPLICATE KEY UPDATE `id` = IF(`orders`.`id` <=> VALUES(`id`)"
                        + " AND `orders`.`part` <=> VALUES(`part`), VALUES(`id`),"
                        + " (SELECT 1 UNION ALL SELECT 2)), `part` = VALUES(`part`)");
    }

    @Test
    void h2Merges() {
        assertThat(h2.upsert(TABLE, List.of(ID, DOCUMENT), List.of(ID), 2))
                .isEqualTo("MERGE INTO \"shop\".\"orders\" (\"id\", \"document\") KEY (\"id\")"
                        + " VALUES (?, ? FORMAT JSON), (?, ? FORMAT JSON)");
    }

    @Test
    void deletesManyKeysAtOnce() {
        assertThat(mySql.delete(TABLE, List.of(ID), 3))
                .isEqualTo("DELETE FROM `shop`.`orders` WHERE `id` IN (?, ?, ?)");
        assertThat(mySql.delete(TABLE, List.of(ID, PART), 2))
                .isEqualTo("DELETE FROM `shop`.`orders` WHERE (`id`, `part`) IN ((?, ?), (?, ?))");
    }

    @Test
    void updatesOneRow() {
        assertThat(mySql.update(TABLE, List.of(NOTE), List.of(ID, PART)))
                .isEqualTo("UPDATE `shop`.`orders` SET `no``te` = ? WHERE `id` = ? AND `part` = ?");
    }

    @Test
    void writesTheStatementThatCreatesATable() {
        TableSchema schema = TableSchema.of(
                new TableId("shop", "orders"),
                List.of(Column.of("id", "bigint unsigned"), Column.of("name", "varchar(40) charset utf8mb4")),
                List.of("id"));

        assertThat(mySql.createTable(new TableId("", "copy"), schema, List.of("id")))
                .isEqualTo("CREATE TABLE `copy` (`id` bigint unsigned NOT NULL,"
                        + " `name` varchar(40) charset utf8mb4 NULL, PRIMARY KEY (`id`))");
        assertThat(h2.createTable(new TableId("shop", "copy"), schema, List.of("id")))
                .isEqualTo("CREATE TABLE \"shop\".\"copy\" (\"id\" NUMERIC(20) NOT NULL, \"name\" VARCHAR(40) NULL,"
                        + " PRIMARY KEY (\"id\"))");
    }
}
