package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tributary.ChangeEvent;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.SourceException;
import dev.tributary.spi.Position;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows whose table maps leave columns out, of tables that change between the event and the reading of the catalogue: each is
 * delivered as it was, or an error says that nobody knows.
 */
@ParameterizedClass
@EnumSource(names = {"V9", "MARIADB"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MinimalMetadataIT {

    private static MySqlServer server;

    @Parameter
    private MySqlVersion version;

    private MySqlDatabase database;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.builder()
                .version(version)
                .fast()
                .option("binlog-row-metadata", "MINIMAL")
                .start();
        server.createReplicationUser(Reading.USER, Reading.PASSWORD);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTables() {
        database = server.newDatabase("MinimalMetadataIT");
        server.execute("GRANT SELECT ON `" + database.name() + "`.* TO '" + Reading.USER + "'@'%'");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, one INT, two INT, v VARCHAR(20) CHARACTER SET latin1)",
                "CREATE TABLE u (id INT PRIMARY KEY, first INT, second INT, v VARCHAR(20) CHARACTER SET latin1)");
    }

    @AfterEach
    void dropTables() {
        database.close();
    }

    private SourceSettings settings() {
        return Reading.settings(server, new Start.Now(), database.name() + ".*");
    }

    /** Where the binlog ends now, as a pipeline that stops would have saved it. */
    private Position here() throws InterruptedException {
        try (Reading reading = Reading.open(settings()).begin()) {
            return reading.position();
        }
    }

    private static List<String> texts(Reading reading) {
        return reading.recording.changes.stream()
                .map(ChangeEvent::row)
                .map(MinimalMetadataIT::text)
                .toList();
    }

    private static String text(Row row) {
        return IntStream.range(0, row.size())
                .mapToObj(i -> row.schema().column(i).name() + "=" + (row.isNull(i) ? "NULL" : row.getText(i)))
                .collect(Collectors.joining(" "));
    }

    private void assertUnknown(Position place, String table, String statement) throws InterruptedException {
        try (Reading reading = Reading.resume(settings(), place)) {
            Throwable thrown = catchThrowable(reading::readToEnd);

            assertThat(thrown)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("The columns of table " + database.name() + "." + table + " at ")
                    .hasMessageContaining("cannot be known")
                    .hasMessageContaining("the table was altered since")
                    .hasMessageContaining(statement)
                    .hasMessageContaining(
                            version == MySqlVersion.MARIADB
                                    ? "SET GLOBAL binlog_row_metadata = 'FULL'; and write binlog_row_metadata=FULL"
                                    : "Run SET PERSIST binlog_row_metadata = 'FULL';")
                    .hasMessageContaining("start from a position behind that statement");
            assertThat(reading.recording.changes).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Two columns of one type swap their names, which no comparison of types can see.
                "ALTER TABLE t CHANGE one two INT, CHANGE two one INT",
                "ALTER TABLE t MODIFY two INT AFTER id",
                "ALTER TABLE t MODIFY one INT UNSIGNED",
                "ALTER TABLE t MODIFY v VARCHAR(20) CHARACTER SET latin2",
                "ALTER TABLE t MODIFY v VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin",
                "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
                "ALTER TABLE t DROP COLUMN two, ADD COLUMN three INT AFTER one",
                "RENAME TABLE t TO x, u TO t, x TO u",
            })
    void doesNotGuessWhatAColumnWasBeforeAStatement(String statement) throws InterruptedException {
        Position place = here();
        database.execute("INSERT INTO t VALUES (1, 10, 20, 'ä')", statement);

        assertUnknown(place, "t", statement);
    }

    @Test
    void doesNotGuessWhatATableWasThatWasDroppedAndMadeAnew() throws InterruptedException {
        Position place = here();
        database.execute(
                "INSERT INTO t VALUES (1, 10, 20, 'ä')",
                "DROP TABLE t",
                "CREATE TABLE t (id INT PRIMARY KEY, two INT, one INT, v VARCHAR(20) CHARACTER SET latin1)");

        assertUnknown(place, "t", "DROP TABLE");
    }

    @Test
    void doesNotGuessWhichOfTwoTablesWasWhich() throws InterruptedException {
        Position place = here();
        database.execute("INSERT INTO u VALUES (1, 10, 20, 'ä')", "RENAME TABLE t TO x, u TO t, x TO u");

        assertUnknown(place, "u", "RENAME TABLE t TO x, u TO t, x TO u");
    }

    @Test
    void knowsTheColumnsOfEachSideOfAStatementThatItSees() throws InterruptedException {
        try (Reading reading = Reading.open(settings()).begin()) {
            database.execute("INSERT INTO t VALUES (1, 10, 20, 'ä')");
            reading.readToEnd();
            database.execute("ALTER TABLE t CHANGE one two INT, CHANGE two one INT UNSIGNED");
            reading.readToEnd();
            database.execute("INSERT INTO t VALUES (2, 10, 4000000000, 'ä')");
            reading.readToEnd();
            database.execute("RENAME TABLE t TO x, u TO t, x TO u");
            reading.readToEnd();
            database.execute("INSERT INTO t VALUES (3, 10, 20, 'ä')", "INSERT INTO u VALUES (4, 10, 20, 'ä')");
            reading.readToEnd();

            assertThat(texts(reading))
                    .containsExactly(
                            "id=1 one=10 two=20 v=ä",
                            "id=2 two=10 one=4000000000 v=ä",
                            "id=3 first=10 second=20 v=ä",
                            "id=4 two=10 one=20 v=ä");
        }
    }

    @Test
    void takesAnotherCollationOfTheSameCharacterSetThatTheBinlogDoesNotTellOf() throws InterruptedException {
        Position place = here();
        database.execute("INSERT INTO t VALUES (1, 10, 20, 'ä')");
        alterUnseen("ALTER TABLE t MODIFY v VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin");

        try (Reading reading = Reading.resume(settings(), place).readToEnd()) {
            assertThat(texts(reading)).containsExactly("id=1 one=10 two=20 v=ä");
        }
    }

    /** The sign and the character set are told with minimal metadata too, so that they show what nobody wrote down. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MODIFY one INT UNSIGNED | Column 2 of table %s.t is 'int' in the binlog, which does not fit 'one int unsigned'",
                "MODIFY one INT NOT NULL | Column 2 of table %s.t is 'int' in the binlog, which does not fit 'one int not null'",
                "MODIFY v VARCHAR(20) CHARACTER SET latin2 | Column 4 of table %s.t is 'varchar(20) charset latin1' in the"
                        + " binlog, which does not fit 'v varchar(20) collate latin2_general_ci'",
                "MODIFY v VARCHAR(30) CHARACTER SET latin1 | Column 4 of table %s.t is 'varchar(20) charset latin1' in the"
                        + " binlog, which does not fit 'v varchar(30) collate latin1_swedish_ci'",
                "DROP COLUMN two | Table %s.t has 4 columns in the binlog and 3 in the server's catalogue",
            })
    void refusesWhatTheBinlogDoesNotTellOfButTypesShow(String change, String message) throws InterruptedException {
        Position place = here();
        database.execute("INSERT INTO t VALUES (1, 10, 20, 'ä')");
        alterUnseen("ALTER TABLE t " + change);

        try (Reading reading = Reading.resume(settings(), place)) {
            Throwable thrown = catchThrowable(reading::readToEnd);

            assertThat(thrown)
                    .isInstanceOf(SourceException.class)
                    .hasCauseInstanceOf(DecodeException.class)
                    .hasMessageContaining(message.formatted(database.name()))
                    .hasMessageContaining("in the server's catalogue; run SET")
                    .hasMessageContaining("binlog_row_metadata = 'FULL';")
                    .hasMessageContaining("start from a position behind the change of the table");
            assertThat(reading.recording.changes).isEmpty();
        }
    }

    private void alterUnseen(String statement) {
        database.execute("SET sql_log_bin = 0", statement, "SET sql_log_bin = 1");
    }
}
