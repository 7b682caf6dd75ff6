package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.spi.StreamRecord;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import dev.tributary.testkit.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements with the values in their text. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0", "MARIADB"})
@Timeout(60)
class TextStatementsIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Parameter
    private MySqlVersion version;

    private final RecordingContext context = new RecordingContext();
    private MySqlServer server;
    private MySqlDatabase database;
    private TableSchema schema;

    @BeforeEach
    void createTable() {
        server = SharedServers.mySql(version);
        database = server.newDatabase("text");
        database.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, note VARCHAR(40), raw VARBINARY(40)) CHARACTER SET utf8mb4");
        schema = TableSchema.of(
                new TableId(database.name(), "t"),
                List.of(
                        new Column("id", ColumnType.parse("int"), false),
                        Column.of("note", "varchar(40) charset utf8mb4"),
                        Column.of("raw", "varbinary(40)")),
                List.of("id"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
        assertThat(context.failures).isEmpty();
    }

    private MysqlDataSource dataSource(int port, String settings) {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl("jdbc:mysql://" + server.host() + ":" + port + "/" + database.name()
                + "?sslMode=DISABLED&allowPublicKeyRetrieval=true" + settings);
        dataSource.setUser(server.rootUser());
        dataSource.setPassword(server.rootPassword());
        return dataSource;
    }

    private Row row(int id, String note) {
        return Row.of(schema, id, note, new byte[] {(byte) id, 0, '\'', '\\', (byte) 0xff});
    }

    private void store(MysqlDataSource dataSource, List<Row> rows) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(dataSource)
                .batchAge(Duration.ofMinutes(1))
                .build()
                .open(context)) {
            for (Row row : rows) {
                StreamRecord<ChangeEvent> record = Changes.insert(1, row);
                writer.write(record);
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    @Test
    void textIsWhatItIsWhateverTheSessionThinksOfBackslashes() throws Exception {
        List<String> texts = List.of(
                "",
                "'",
                "''",
                "\\",
                "\\'",
                "\"; -- #",
                "\0\n\r\t\b\u001a%_",
                "{d '2026-01-01'}",
                "?",
                "ä€\uD83D\uDE00",
                "/*!*/");
        List<Row> rows = IntStream.range(0, texts.size())
                .mapToObj(id -> row(id, texts.get(id)))
                .toList();
        for (String mode : List.of("", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES")) {
            database.execute("DELETE FROM t");

            store(dataSource(server.port(), "&sessionVariables=sql_mode='" + mode + "'"), rows);

            assertThat(database.query("SELECT note, HEX(raw) FROM t ORDER BY id"))
                    .isEqualTo(rows.stream()
                            .map(row -> List.<Object>of(
                                    row.getString("note"),
                                    HexFormat.of().withUpperCase().formatHex(row.getBytes("raw"))))
                            .toList());
        }
        assertThat(context.rejected).isEmpty();
    }

    /** The second statement is written while the first is executed. */
    @Test
    void findsTheRowOfALaterStatementThatCannotBeRead() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int id = 1; id <= 1000; id++) {
            rows.add(id == 700 ? new DamagedRow(row(id, ""), 1, new DecodeException("damaged")) : row(id, "note"));
        }

        store(dataSource(server.port(), ""), rows);

        assertThat(context.reasons).singleElement().isInstanceOf(DecodeException.class);
        assertThat(database.count("t")).isEqualTo(999);
    }

    @Test
    void findsRowsThatAreRefusedWhileOthersAreWritten() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int id = 1; id <= 1000; id++) {
            rows.add(row(id, id % 400 == 0 ? "x".repeat(41) : "note"));
        }

        store(dataSource(server.port(), ""), rows);

        assertThat(context.rejected).hasSize(2);
        assertThat(database.count("t")).isEqualTo(998);
    }

    @Test
    void areLargerWhereTheDatabaseIsFarAway() throws Exception {
        String what = "INSERT of rows of table `" + database.name() + "`.`t`";
        try (TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
            proxy.delay(Duration.ofMillis(3));
            store(dataSource(proxy.port(), ""), List.of(row(2, "far")));
        }
        assertThat(context.explained).containsEntry(what, "[statements of up to 2048 rows]");
    }
}
