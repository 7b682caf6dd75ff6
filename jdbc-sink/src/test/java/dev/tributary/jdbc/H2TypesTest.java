package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.internal.ArrayRow;
import dev.tributary.spi.SinkWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores values in columns of H2 that the sink itself described, from a JVM in another time zone. */
class H2TypesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TimeZone zone = TimeZone.getDefault();
    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final RecordingContext context = new RecordingContext();
    private Connection connection;

    @BeforeEach
    void openDatabase() throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        dataSource.setUrl("jdbc:h2:mem:" + System.nanoTime());
        connection = dataSource.getConnection();
    }

    @AfterEach
    void closeDatabase() throws SQLException {
        connection.close();
        TimeZone.setDefault(zone);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("tinyint unsigned", 255, "255"),
                Arguments.of("int unsigned", 4294967295L, "4294967295"),
                Arguments.of("bigint unsigned", new BigInteger("18446744073709551615"), "18446744073709551615"),
                Arguments.of("decimal(10,2)", new BigDecimal("-12.50"), "-12.50"),
                Arguments.of("float", 0.1f, "0.1"),
                Arguments.of("double", 0.1, "0.1"),
                Arguments.of("bit(1)", true, "TRUE"),
                Arguments.of("bit(10)", BigInteger.valueOf(1023), "1023"),
                Arguments.of("bit(64)", new BigInteger("18446744073709551615"), "18446744073709551615"),
                Arguments.of("varchar(20) charset utf8mb4", "it's 😀 ?", "it's 😀 ?"),
                Arguments.of("longtext", "long", "long"),
                Arguments.of("enum('a','b')", "b", "b"),
                Arguments.of("date", LocalDate.of(2026, 1, 2), "2026-01-02"),
                Arguments.of("time(3)", Duration.ofHours(-838), "-838:00:00.000"),
                Arguments.of("datetime(3)", LocalDateTime.of(2026, 3, 8, 2, 30), "2026-03-08 02:30:00"),
                Arguments.of("timestamp", Instant.parse("2026-03-08T02:30:00Z"), "2026-03-08 02:30:00+00"),
                Arguments.of("year", 2026, "2026"),
                Arguments.of("json", "{\"a\":1}", "{\"a\":1}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void storesTheValue(String type, Object value, String text) throws Exception {
        TableSchema schema = createTable(type);

        store(Row.of(schema, 1, value));

        assertThat(stored("CAST(\"v\" AS VARCHAR)")).isEqualTo(text);
    }

    @Test
    void storesBytes() throws Exception {
        store(Row.of(createTable("blob"), 1, new byte[] {0, -1, 39}));

        assertThat(stored("RAWTOHEX(\"v\")")).isEqualTo("00ff27");
    }

    @Test
    void rejectsADateThatNoCalendarHas() throws Exception {
        TableSchema schema = createTable("date");

        store(new ArrayRow.Builder(schema)
                .set(0, 1)
                .setFields(1, 0, 0, 0, 0, 0, 0, 0)
                .build());

        assertThat(context.reasons).hasSize(1);
        assertThat(context.reasons.get(0)).hasMessageContaining("The database refused the row of table PUBLIC.t");
    }

    /** Runs the statement that the sink's error shows. */
    private TableSchema createTable(String type) throws SQLException {
        TableSchema schema = TableSchema.of(
                new TableId("PUBLIC", "t"), List.of(Column.of("id", "int"), Column.of("v", type)), List.of("id"));
        assertThatThrownBy(() -> store(Row.of(schema, 1, null)))
                .isInstanceOf(ConfigurationException.class)
                .satisfies(missing -> {
                    String message = missing.getMessage();
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(message.substring(message.indexOf("CREATE TABLE")));
                    }
                });
        return schema;
    }

    private void store(Row row) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(dataSource)
                .batchAge(Duration.ZERO)
                .build()
                .open(context)) {
            writer.write(Changes.insert(1, row));
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private String stored(String expression) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'");
            try (ResultSet row = statement.executeQuery("SELECT " + expression + " FROM \"t\"")) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
