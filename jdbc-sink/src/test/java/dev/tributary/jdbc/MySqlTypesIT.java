package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.internal.ArrayRow;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores values of every type in a column that the sink itself described, from a JVM and with a session in other time
 * zones, and reads them back as the server's own text.
 */
class MySqlTypesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    static final Object ZERO = "zero";

    private static final List<Arguments> TYPES = List.of(
            type("tinyint", -128, 127),
            type("tinyint unsigned", 255),
            type("smallint", -32768, 32767),
            type("smallint unsigned", 65535),
            type("mediumint", -8388608),
            type("mediumint unsigned", 16777215),
            type("int", Integer.MIN_VALUE),
            type("int unsigned", 4294967295L),
            type("bigint", Long.MIN_VALUE, Long.MAX_VALUE),
            type("bigint unsigned", BigInteger.ZERO, new BigInteger("18446744073709551615")),
            type(
                    "decimal(65,30)",
                    new BigDecimal("99999999999999999999999999999999999.999999999999999999999999999999"),
                    new BigDecimal("-0.000000000000000000000000000001")),
            type("decimal(10,2)", new BigDecimal("-12.50")),
            type("float", 0.1f, -0f, -Float.MAX_VALUE, Float.MIN_NORMAL, 16777216f, 1e-30f),
            type("double", 0.1, -0.0, -Double.MAX_VALUE, Double.MIN_NORMAL, 1.0 / 3),
            type("bit(1)", true, false),
            type("bit(10)", BigInteger.valueOf(1023)),
            type("bit(64)", new BigInteger("18446744073709551615"), BigInteger.ONE),
            type("char(10) charset utf8mb4", "", "a b", "😀"),
            type("varchar(40) charset utf8mb4", "it's \\ \"q\" ? \n\0", " trailing ", "Ünïcødé 😀"),
            type("varchar(10) charset latin1", "ÄÖÜ€"),
            type("varchar(10) charset utf16", "😀"),
            type("tinytext", "x"),
            type("text", "y".repeat(60_000)),
            type("mediumtext", "z".repeat(70_000)),
            type("longtext", ""),
            type("binary(4)", bytes("00ff27 5c")),
            type("varbinary(10)", bytes(""), bytes("00ff275c0a")),
            type("tinyblob", bytes("80")),
            type("blob", bytes("c3 28")),
            type("mediumblob", new byte[70_000]),
            type("longblob", bytes("3f3f")),
            type("date", LocalDate.of(1000, 1, 1), LocalDate.of(9999, 12, 31), ZERO),
            type("time", Duration.ofHours(-838).minusMinutes(59).minusSeconds(59), Duration.ofHours(30)),
            type("time(6)", Duration.ofSeconds(1).plusNanos(1000).negated(), Duration.ofHours(23)),
            type("datetime", LocalDateTime.of(2026, 3, 8, 2, 30), ZERO), // an hour that New York skips
            type("datetime(6)", LocalDateTime.of(2026, 11, 1, 1, 30, 0, 123_456_000)),
            type("timestamp", Instant.parse("2026-03-08T02:30:00Z"), Instant.parse("1970-01-01T00:00:01Z"), ZERO),
            type("timestamp(3)", Instant.parse("2026-11-01T06:30:00.125Z"), Instant.parse("2026-11-01T05:30:00.125Z")),
            type("year", 1901, 2155, 0),
            type("enum('a','it''s','')", "a", "it's"),
            type("set('a','b','c')", "", "a,c"),
            type("json", "{\"a\": [1, 2.5, null, \"ü\"], \"b\": 18446744073709551615}", "\"text\"", "null"),
            type(
                    "geometry",
                    bytes("00000000 01 01000000 000000000000f03f 0000000000000040"),
                    bytes("e6100000 01 01000000 000000000000f03f 0000000000000040")));

    private static final List<Arguments> TYPES_OF_9 =
            List.of(type("vector(2)", bytes("0000803f 00000040"), bytes("cdcccc3d 00000080")));

    private final TimeZone zone = TimeZone.getDefault();

    private static Arguments type(String type, Object... values) {
        return Arguments.of(type, Arrays.asList(values));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static Stream<Arguments> types() {
        return TYPES.stream();
    }

    static Stream<Arguments> typesOf9() {
        return TYPES_OF_9.stream();
    }

    @AfterEach
    void restoreTimeZone() {
        TimeZone.setDefault(zone);
    }

    @ParameterizedTest
    @MethodSource("types")
    void storesEveryValueInMySql9(String type, List<Object> values) throws Exception {
        storesEveryValue(MySqlVersion.V9, type, values);
    }

    @ParameterizedTest
    @MethodSource("types")
    void storesEveryValueInMySql80(String type, List<Object> values) throws Exception {
        storesEveryValue(MySqlVersion.V8_0, type, values);
    }

    @ParameterizedTest
    @MethodSource("types")
    void storesEveryValueInMariaDb(String type, List<Object> values) throws Exception {
        storesEveryValue(MySqlVersion.MARIADB, type, values);
    }

    @ParameterizedTest
    @MethodSource("typesOf9")
    void storesValuesOfTypesThatOnlyMySql9Has(String type, List<Object> values) throws Exception {
        storesEveryValue(MySqlVersion.V9, type, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = SqlType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UUID", "INET4", "INET6"}) // MariaDB's
    void everyTypeIsAmongThose(SqlType type) {
        assertThat(Stream.concat(types(), typesOf9())
                        .map(arguments -> Column.of("v", (String) arguments.get()[0])
                                .type()
                                .sqlType()))
                .contains(type);
    }

    private static void storesEveryValue(MySqlVersion version, String type, List<Object> values) throws Exception {
        try (MySqlDatabase database = SharedServers.mySql(version).newDatabase("types")) {
            TableSchema schema = TableSchema.of(
                    new TableId(database.name(), "t"),
                    List.of(new Column("id", Column.of("id", "int").type(), false), Column.of("v", type)),
                    List.of("id"));
            database.execute(createTable(database, schema));
            List<Row> rows = new ArrayList<>();
            for (Object value : values) {
                rows.add(row(schema, rows.size(), value));
            }
            rows.add(Row.of(schema, rows.size(), null));

            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            store(database, rows);

            assertThat(stored(database, schema.column(1)))
                    .isEqualTo(rows.stream().map(MySqlTypesIT::expected).toList());
        }
    }

    static Row row(TableSchema schema, int id, Object value) {
        ArrayRow.Builder builder = new ArrayRow.Builder(schema).set(0, id);
        return value == ZERO
                ? builder.setFields(1, 0, 0, 0, 0, 0, 0, 0).build()
                : builder.set(1, value).build();
    }

    private static String createTable(MySqlDatabase database, TableSchema schema) throws Exception {
        try {
            store(database, List.of(row(schema, 0, 0)));
        } catch (ConfigurationException missing) {
            String message = missing.getMessage();
            return message.substring(message.indexOf("CREATE TABLE"));
        }
        throw new AssertionError("The table was there");
    }

    private static void store(MySqlDatabase database, List<Row> rows) throws Exception {
        MysqlDataSource dataSource = new MysqlDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(database.server().rootUser());
        dataSource.setPassword(database.server().rootPassword());
        dataSource.setSessionVariables("time_zone='+05:00'");
        RecordingContext context = new RecordingContext();
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(dataSource)
                .batchAge(Duration.ZERO)
                .build()
                .open(context)) {
            for (Row row : rows) {
                writer.write(Changes.insert(1, row));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
        assertThat(context.reasons).isEmpty();
    }

    private static List<@Nullable String> stored(MySqlDatabase database, Column column) throws SQLException {
        List<@Nullable String> stored = new ArrayList<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
            try (ResultSet rows = statement.executeQuery("SELECT " + text(column) + " FROM t ORDER BY id")) {
                while (rows.next()) {
                    stored.add(asJavaPrints(column, rows.getString(1)));
                }
            }
        }
        return stored;
    }

    /** The server prints a FLOAT with six digits, so that it is read as the double that it is. */
    private static String text(Column column) {
        SqlType type = column.type().sqlType();
        if (type.isBinary() || type == SqlType.GEOMETRY || type == SqlType.VECTOR) {
            return "CONCAT('0x', HEX(v))";
        }
        return switch (type) {
            case BIT -> "CAST(v AS UNSIGNED)";
            case FLOAT, DOUBLE -> "v * 1E0";
            default -> "CAST(v AS CHAR)";
        };
    }

    /** Two texts of one double differ between servers and JDKs; the double does not. */
    private static @Nullable String asJavaPrints(Column column, @Nullable String text) {
        boolean floating =
                column.type().sqlType() == SqlType.FLOAT || column.type().sqlType() == SqlType.DOUBLE;
        return text == null || !floating ? text : Double.toString(Double.parseDouble(text));
    }

    private static @Nullable String expected(Row row) {
        if (row.isNull(1)) {
            return null;
        }
        return row.schema().column(1).type().sqlType() == SqlType.FLOAT && row.get(1) instanceof Float number
                ? Double.toString(number)
                : asJavaPrints(row.schema().column(1), row.getText(1));
    }
}
