package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.spi.SinkWriter;
import dev.tributary.testkit.PostgresDatabase;
import dev.tributary.testkit.WithPostgres;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores the values of every type that MySQL takes in a column of PostgreSQL that the sink itself described, from a JVM in
 * another time zone, and reads them back as the server's own text.
 */
@WithPostgres
class PostgresTypesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TimeZone zone = TimeZone.getDefault();
    private final PostgresDatabase database;
    private final RecordingContext context = new RecordingContext();

    PostgresTypesIT(PostgresDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void moveToAnotherTimeZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void restoreTimeZone() {
        TimeZone.setDefault(zone);
        database.execute("DROP TABLE IF EXISTS t");
    }

    static Stream<Arguments> types() {
        return Stream.concat(MySqlTypesIT.types(), MySqlTypesIT.typesOf9());
    }

    @ParameterizedTest
    @MethodSource("types")
    void storesEveryValueThatTheTypeCanHold(String type, List<Object> values) throws Exception {
        TableSchema schema = createTable(type);
        List<Row> rows = rows(schema, values);

        store(rows);

        List<Row> storable = rows.stream().filter(row -> !isUnstorable(row)).toList();
        assertThat(stored(schema.column(1).type()))
                .isEqualTo(storable.stream().map(PostgresTypesIT::expected).toList());
        assertThat(context.reasons).hasSize(rows.size() - storable.size());
    }

    @ParameterizedTest
    @CsvSource({
        "uuid, 123e4567-e89b-12d3-a456-426655440000",
        "inet4, 192.168.1.7",
        "inet6, 2001:db8::1",
        "inet6, ::ffff:192.168.1.7"
    })
    void storesTypesOfMariaDb(String type, String value) throws Exception {
        TableSchema schema = createTable(type);

        store(List.of(Row.of(schema, 0, value)));

        assertThat(context.reasons).isEmpty();
        assertThat(database.query("SELECT " + (type.equals("uuid") ? "CAST(v AS text)" : "host(v)") + " FROM t"))
                .containsExactly(List.of(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tinyint | boolean | 1 | true",
                "bit(1) | integer | true | 1",
                "bit(1) | bit(1) | true | 1",
                "int | text | 5 | 5",
                "int | numeric(10) | 5 | 5",
                "bigint unsigned | text | 18446744073709551615 | 18446744073709551615",
                "decimal(5,2) | double precision | 1.50 | 1.5",
                "decimal(5,0) | bigint | 12 | 12",
                "varchar(9) | integer | 12 | 12",
                "varchar(9) | char(4) | ab | ab",
                "double | numeric | 0.1 | 0.1",
                "json | jsonb | {\"b\": 18446744073709551615, \"a\": 1} | {\"a\": 1, \"b\": 18446744073709551615}",
                "time | time | 01:02:03 | 01:02:03",
                "timestamp | timestamp | 2026-03-08T02:30:00Z | 2026-03-08 02:30:00",
                "enum('a','b') | mood | b | b",
            })
    void writesToColumnsOfTypesThatTheUserHasChosen(String type, String column, String value, String stored)
            throws Exception {
        database.execute("DROP TYPE IF EXISTS mood", "CREATE TYPE mood AS ENUM ('a', 'b')");
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v " + column + ")");
        TableSchema schema = schema(type);

        store(List.of(Row.of(schema, 1, value(schema.column(1).type(), value))));

        assertThat(context.reasons).isEmpty();
        assertThat(database.query("SELECT CAST(v AS text) FROM t")).containsExactly(List.of(stored));
        database.execute("DROP TABLE t", "DROP TYPE mood");
    }

    @Test
    void takesDatesThatNoCalendarHasIntoAColumnOfText() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v TEXT)");

        store(List.of(MySqlTypesIT.row(schema("datetime"), 1, MySqlTypesIT.ZERO)));

        assertThat(database.query("SELECT v FROM t")).containsExactly(List.of("0000-00-00 00:00:00"));
    }

    @Test
    void storesBytesOfAUuidAndFloatsOfAVector() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v uuid)");

        store(List.of(Row.of(schema("binary(16)"), 1, MySqlTypesIT.bytes("123e4567e89b12d3a456426655440000"))));

        assertThat(database.query("SELECT CAST(v AS text) FROM t"))
                .containsExactly(List.of("123e4567-e89b-12d3-a456-426655440000"));
    }

    @Test
    void storesNumbersThatMySqlDoesNotHave() throws Exception {
        TableSchema schema = createTable("double");

        store(List.of(
                Row.of(schema, 0, Double.NaN),
                Row.of(schema, 1, Double.POSITIVE_INFINITY),
                Row.of(schema, 2, Double.NEGATIVE_INFINITY)));

        assertThat(database.query("SELECT CAST(v AS text) FROM t ORDER BY id"))
                .containsExactly(List.of("NaN"), List.of("Infinity"), List.of("-Infinity"));
    }

    @Test
    void saysWhichColumnCannotHoldWhichValue() throws Exception {
        store(List.of(Row.of(createTable("varchar(9)"), 1, "a\0b")));
        database.execute("DROP TABLE t");
        store(List.of(MySqlTypesIT.row(createTable("date"), 1, MySqlTypesIT.ZERO)));

        assertThat(context.reasons).hasSize(2);
        assertThat(context.reasons.get(0))
                .hasStackTraceContaining(
                        "PostgreSQL's character varying cannot hold the NUL character (U+0000) that is in"
                                + " the text for column 'v'; make the column a bytea, or replace the character by a step");
        assertThat(context.reasons.get(1))
                .hasStackTraceContaining("PostgreSQL's date cannot hold a date that no calendar has, for column 'v';"
                        + " make the column a text, or replace the date by a step");
    }

    @Test
    void neverCutsWhatIsTooLong() throws Exception {
        database.execute("CREATE TABLE t (id INT PRIMARY KEY, v CHAR(2))");

        store(List.of(Row.of(schema("varchar(9)"), 1, "abc")));

        assertThat(context.reasons).hasSize(1);
        assertThat(database.count("t")).isZero();
    }

    private List<@Nullable Object> stored(ColumnType type) {
        List<@Nullable Object> stored = new ArrayList<>();
        database.query("SELECT " + text(type) + " FROM t ORDER BY id").forEach(row -> stored.add(row.get(0)));
        if (type.sqlType() == SqlType.FLOAT || type.sqlType() == SqlType.DOUBLE) {
            stored.replaceAll(text -> text == null ? null : Double.toString(Double.parseDouble((String) text)));
        }
        return stored;
    }

    private static boolean isUnstorable(Row row) {
        if (row.isNull(1)) {
            return false;
        }
        return row.getText(1).startsWith("0000-00-00") || row.getText(1).indexOf('\0') >= 0;
    }

    private static String text(ColumnType type) {
        if (type.sqlType() == SqlType.FLOAT) {
            return "CAST(CAST(v AS double precision) AS text)";
        }
        if (type.sqlType() == SqlType.TIMESTAMP) {
            return "CAST(v AT TIME ZONE 'UTC' AS text)";
        }
        return type.sqlType().isBinary() || type.sqlType() == SqlType.GEOMETRY
                ? "'0x' || encode(v, 'hex')"
                : "CAST(v AS text)";
    }

    /** What the server prints of the value: for most types, what the source prints. */
    private static @Nullable String expected(Row row) {
        if (row.isNull(1)) {
            return null;
        }
        ColumnType type = row.schema().column(1).type();
        String text = row.getText(1);
        return switch (type.sqlType()) {
            case FLOAT, DOUBLE -> Double.toString(((Number) row.get(1)).doubleValue());
            case BIT -> type.length() <= 1 ? (text.equals("1") ? "true" : "false") : bits(text, type.length());
            case YEAR -> Integer.toString((Integer) row.get(1));
            case DATETIME, TIMESTAMP, TIME -> withoutZeros(text);
            case GEOMETRY, BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> text.toLowerCase(Locale.ROOT);
            case VECTOR ->
                text.equals("0x0000803f00000040") || text.equals("0x0000803F00000040") ? "{1,2}" : "{0.1,-0}";
            default -> text;
        };
    }

    private static String bits(String number, int length) {
        String digits = new BigInteger(number).toString(2);
        return "0".repeat(length - digits.length()) + digits;
    }

    private static String withoutZeros(String time) {
        return time.contains(".") ? time.replaceAll("0+$", "").replaceAll("\\.$", "") : time;
    }

    private static Object value(ColumnType type, String text) {
        return switch (type.sqlType()) {
            case TINYINT, INT -> Integer.valueOf(text);
            case BIGINT -> new BigInteger(text);
            case BIT -> Boolean.valueOf(text);
            case DECIMAL -> new BigDecimal(text);
            case DOUBLE -> Double.valueOf(text);
            case TIME -> Duration.between(LocalTime.MIDNIGHT, LocalTime.parse(text));
            case TIMESTAMP -> Instant.parse(text);
            default -> text;
        };
    }

    private static TableSchema schema(String type) {
        return TableSchema.of(
                new TableId("public", "t"),
                List.of(new Column("id", ColumnType.parse("int"), false), Column.of("v", type)),
                List.of("id"));
    }

    /** Runs the statement that the sink's error shows. */
    private TableSchema createTable(String type) throws Exception {
        TableSchema schema = schema(type);
        try {
            store(List.of(Row.of(schema, 0, null)));
        } catch (ConfigurationException missing) {
            String message = missing.getMessage();
            database.execute(message.substring(message.indexOf("CREATE TABLE")));
            return schema;
        }
        throw new AssertionError("The table was there");
    }

    private static List<Row> rows(TableSchema schema, List<Object> values) {
        List<Row> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(MySqlTypesIT.row(schema, rows.size(), value));
        }
        rows.add(Row.of(schema, rows.size(), null));
        return rows;
    }

    private void store(List<Row> rows) throws InterruptedException {
        DataSource dataSource = database.dataSource();
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(dataSource)
                .batchAge(Duration.ZERO)
                .build()
                .open(context)) {
            for (Row row : rows) {
                writer.write(Changes.insert(1, row));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }
}
