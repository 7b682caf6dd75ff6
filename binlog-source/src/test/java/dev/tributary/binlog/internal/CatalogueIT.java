package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Column;
import dev.tributary.SourceException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.DumpSession;
import dev.tributary.binlog.internal.row.TableDecoder.Lack;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CatalogueIT {

    private static MySqlServer server;

    private MySqlDatabase database;
    private TableId table = new TableId("", "");
    private Catalogue catalogue;

    @BeforeAll
    static void start() {
        server = MySqlServer.start(MySqlVersion.V9);
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("CatalogueIT");
        server.execute("GRANT SELECT ON `" + database.name() + "`.* TO '" + Reading.USER + "'@'%'");
        database.execute(
                "CREATE TABLE t (b DECIMAL(10,2) UNSIGNED NOT NULL, a VARCHAR(20) CHARACTER SET latin1, id INT,"
                        + " PRIMARY KEY (id, b))",
                "CREATE TABLE other (id INT PRIMARY KEY)");
        table = new TableId(database.name(), "t");
        Connector connector =
                new Connector(Reading.settings(server, new Start.Now(), "a.b").preferred());
        catalogue = new Catalogue(
                connector,
                new DdlHistory(
                        connector,
                        new DumpSession(7777, UUID.randomUUID(), Duration.ofSeconds(1), true),
                        collations(connector)));
    }

    private static Collations collations(Connector connector) {
        BinlogConnection connection = connector.connect();
        try {
            return Collations.read(connection);
        } finally {
            connector.close(connection);
        }
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private static BinlogPosition end() {
        List<?> row = server.query("SHOW BINARY LOG STATUS").get(0);
        return BinlogPosition.ofFile("x", Objects.toString(row.get(0)), Long.parseLong(Objects.toString(row.get(1))));
    }

    @Test
    void tellsColumnsAndKeyWhereNoStatementLiesBetween() {
        BinlogPosition place = end();
        database.execute(
                "INSERT INTO t VALUES (1, 'a', 1)",
                "ALTER TABLE other ADD COLUMN c INT",
                "TRUNCATE TABLE t",
                "FLUSH BINARY LOGS",
                "INSERT INTO t VALUES (1, 'a', 1)");

        assertThat(catalogue.at(table, place, Lack.METADATA))
                .isEqualTo(TableSchema.of(
                        table,
                        List.of(
                                new Column("b", column("decimal(10,2) unsigned"), false),
                                new Column("a", column("varchar(20) collate latin1_swedish_ci"), true),
                                new Column("id", column("int"), false)),
                        List.of("id", "b")));
    }

    @Test
    void tellsOfAKeyThatTheServerHasAddedAndDoesNotShow() {
        server.execute("SET GLOBAL show_gipk_in_create_table_and_information_schema = OFF");
        try {
            database.execute(
                    "SET SESSION sql_generate_invisible_primary_key = ON",
                    "CREATE TABLE keyless (a ENUM('x\\\\y'))",
                    "SET SESSION sql_generate_invisible_primary_key = OFF");
            TableId keyless = new TableId(database.name(), "keyless");

            TableSchema schema = catalogue.at(keyless, end(), Lack.METADATA);

            assertThat(schema.columns()).extracting(Column::name).containsExactly("my_row_id", "a");
            assertThat(schema.keyColumns()).containsExactly(0);
            assertThat(schema.column(1).type().members()).containsExactly("x\\y");
        } finally {
            server.execute("SET GLOBAL show_gipk_in_create_table_and_information_schema = ON");
        }
    }

    private static dev.tributary.ColumnType column(String type) {
        return dev.tributary.ColumnType.parse(type);
    }

    @Test
    void doesNotGuessWhereTheTableWasAltered() {
        BinlogPosition place = end();
        database.execute("INSERT INTO t VALUES (1, 'a', 1)", "ALTER TABLE t RENAME COLUMN a TO c");

        assertThatThrownBy(() -> catalogue.at(table, place, Lack.METADATA))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("The columns of table " + table + " at " + place.file() + ":" + place.offset())
                .hasMessageContaining("ALTER TABLE t RENAME COLUMN a TO c")
                .hasMessageContaining("SET PERSIST binlog_row_metadata = 'FULL';");
        assertThat(catalogue.at(table, end(), Lack.METADATA).column(1).name()).isEqualTo("c");
    }

    @Test
    void doesNotGuessWhereAnotherTableHasTakenTheName() {
        BinlogPosition place = end();
        database.execute("RENAME TABLE t TO old, other TO t");

        assertThatThrownBy(() -> catalogue.at(table, place, Lack.METADATA))
                .hasMessageContaining("RENAME TABLE t TO old, other TO t");
        assertThatThrownBy(() -> catalogue.at(new TableId(database.name(), "old"), place, Lack.METADATA))
                .hasMessageContaining("RENAME TABLE t TO old, other TO t");
    }

    @Test
    void remembersWhatItHasReadAndReadsOnFromThere() {
        BinlogPosition place = end();
        assertThat(catalogue.at(table, place, Lack.METADATA).size()).isEqualTo(3);
        database.execute("ALTER TABLE t ADD COLUMN d INT");
        BinlogPosition later = end();

        assertThat(catalogue.at(table, later, Lack.METADATA).size()).isEqualTo(4);
        assertThatThrownBy(() -> catalogue.at(table, place, Lack.METADATA))
                .hasMessageContaining("ALTER TABLE t ADD COLUMN d INT");
        assertThat(catalogue
                        .at(new TableId(database.name(), "other"), place, Lack.METADATA)
                        .size())
                .isEqualTo(1);
    }

    @Test
    void saysThatTheTableIsNotThere() {
        assertThatThrownBy(() -> catalogue.at(new TableId(database.name(), "none"), end(), Lack.METADATA))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("does not show the table");
    }
}
