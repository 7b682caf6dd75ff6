package dev.tributary.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.ColumnType;
import dev.tributary.Row;
import dev.tributary.SqlType;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.TargetDatabase.Product;
import dev.tributary.spi.SinkWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stores the values of every type that MySQL takes in columns of H2 and of HSQLDB that the sink itself has made, from a JVM in
 * another time zone, and reads them back.
 */
class EmbeddedTypesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TimeZone zone = TimeZone.getDefault();
    private final RecordingContext context = new RecordingContext();

    @BeforeEach
    void moveToAnotherTimeZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    }

    @AfterEach
    void restoreTimeZone() {
        TimeZone.setDefault(zone);
    }

    static Stream<Arguments> types() {
        return Stream.of(Product.H2, Product.HSQLDB)
                .flatMap(product -> Stream.concat(MySqlTypesIT.types(), MySqlTypesIT.typesOf9())
                        .map(type -> Arguments.of(product, type.get()[0], type.get()[1])));
    }

    @ParameterizedTest
    @MethodSource("types")
    void storesEveryValueThatTheTypeCanHold(Product product, String type, List<Object> values) throws Exception {
        try (TargetDatabase target = product.create()) {
            TableSchema schema = TableSchema.of(
                    new TableId(target.schema(), "t"),
                    List.of(new Column("id", ColumnType.parse("int"), false), Column.of("v", type)),
                    List.of("id"));
            List<Row> rows = new ArrayList<>();
            for (Object value : values) {
                rows.add(MySqlTypesIT.row(schema, rows.size(), value));
            }
            rows.add(Row.of(schema, rows.size(), null));

            store(target, rows);

            List<Row> storable = rows.stream().filter(row -> !isZeroDate(row)).toList();
            List<@Nullable Object> expected = new ArrayList<>();
            for (Row row : storable) {
                Object value = row.isNull(1) ? null : expected(row);
                expected.add(product == Product.H2 && value instanceof Double d && d == 0 ? 0.0 : value); // has no -0
            }
            assertThat(stored(target, schema.column(1).type())).isEqualTo(expected);
            assertThat(context.reasons).hasSize(rows.size() - storable.size());
        }
    }

    private void store(TargetDatabase target, List<Row> rows) throws InterruptedException {
        try (SinkWriter<ChangeEvent> writer = JdbcSink.changeEvents(target.dataSource())
                .schemaEvolution(SchemaEvolution.CREATE_TABLES)
                .batchAge(Duration.ZERO)
                .build()
                .open(context)) {
            for (Row row : rows) {
                writer.write(Changes.insert(1, row));
            }
            assertThat(writer.flush(LIMIT)).isTrue();
        }
    }

    private static boolean isZeroDate(Row row) {
        SqlType type = row.schema().column(1).type().sqlType();
        return type.isTemporal() && !row.isNull(1) && row.getText(1).startsWith("0000-00-00");
    }

    private static List<@Nullable Object> stored(TargetDatabase target, ColumnType type) throws SQLException {
        List<@Nullable Object> stored = new ArrayList<>();
        try (Connection connection = target.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT \"v\" FROM \"t\" ORDER BY \"id\"")) {
            while (rows.next()) {
                stored.add(rows.getObject(1) == null ? null : stored(rows, type));
            }
        }
        return stored;
    }

    private static Object stored(ResultSet row, ColumnType type) throws SQLException {
        return switch (type.sqlType()) {
            case BIT -> type.length() <= 1 ? row.getBoolean(1) : plain(row.getBigDecimal(1));
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, YEAR -> plain(row.getBigDecimal(1));
            case FLOAT, DOUBLE -> row.getDouble(1);
            case DATE -> row.getObject(1, LocalDate.class);
            case DATETIME -> row.getObject(1, LocalDateTime.class);
            case TIMESTAMP -> row.getObject(1, OffsetDateTime.class).toInstant();
            case JSON -> compact(row.getString(1));
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR ->
                HexFormat.of().formatHex(row.getBytes(1));
            default -> row.getString(1);
        };
    }

    private static Object expected(Row row) {
        ColumnType type = row.schema().column(1).type();
        return switch (type.sqlType()) {
            case BIT -> type.length() <= 1 ? row.getBoolean(1) : plain(new BigDecimal(row.getText(1)));
            case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, DECIMAL, YEAR -> plain(new BigDecimal(row.getText(1)));
            case FLOAT, DOUBLE -> ((Number) row.get(1)).doubleValue();
            case JSON -> compact(row.getText(1));
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, GEOMETRY, VECTOR ->
                HexFormat.of().formatHex((byte[]) row.get(1));
            case DATE, DATETIME, TIMESTAMP -> row.get(1);
            default -> row.getText(1);
        };
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** H2 prints no spaces in JSON. */
    private static String compact(String json) {
        return json.replace(": ", ":").replace(", ", ",");
    }
}
