package dev.tributary.interop.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.format.JsonForm;
import dev.tributary.kafka.ChangeFormat;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Spark's from_json reads what we write, by the schema that a job declares. */
class SparkJsonTest {

    private static final TableSchema ORDERS = TableSchema.of(
            new TableId("shop", "orders"),
            List.of(
                    Column.of("id", "int"),
                    Column.of("big", "bigint"),
                    Column.of("price", "decimal(20,2)"),
                    Column.of("ratio", "double"),
                    Column.of("paid", "bit(1)"),
                    Column.of("day", "date"),
                    Column.of("at", "datetime(6)"),
                    Column.of("moment", "timestamp(3)"),
                    Column.of("raw", "varbinary(10)"),
                    Column.of("note", "varchar(100)")),
            List.of("id"));
    private static final String ROW_TYPE = "STRUCT<id: INT, big: BIGINT, price: DECIMAL(20,2), ratio: DOUBLE,"
            + " paid: BOOLEAN, day: DATE, at: TIMESTAMP_NTZ, moment: TIMESTAMP, raw: BINARY, note: STRING>";
    private static final dev.tributary.Row ROW = dev.tributary.Row.of(
            ORDERS,
            1,
            9_007_199_254_740_993L,
            new BigDecimal("123456789012345678.90"),
            0.1,
            true,
            LocalDate.parse("2024-01-31"),
            LocalDateTime.parse("2024-01-31T23:59:59.123456"),
            Instant.parse("2024-01-31T23:59:59.5Z"),
            new byte[] {-1, 0, 1},
            "a \"ü\" 😀");
    private static final BinlogOrigin ORIGIN = new BinlogOrigin(
            RowsEvent.of(Transaction.of(7, "binlog.000003", 1000, Instant.parse("2024-01-31T23:59:59.5Z")), 1234, 3),
            0,
            true);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "Asia/Tokyo")
                .config("spark.sql.datetime.java8API.enabled", "true")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Row read(ChangeFormat format, ChangeEvent event, String type) {
        byte[] value = format.open("orders").value("topic", event.key(), event, new RecordHeaders());
        return spark.createDataset(List.of(new String(value, UTF_8)), Encoders.STRING())
                .select(from_json(col("value"), DataType.fromDDL(type), Map.of("mode", "FAILFAST"))
                        .as("value"))
                .head()
                .getStruct(0);
    }

    private static void isTheRow(Row row) {
        assertThat(row.getInt(0)).isEqualTo(1);
        assertThat(row.getLong(1)).isEqualTo(9_007_199_254_740_993L);
        assertThat(row.getDecimal(2)).isEqualTo(new BigDecimal("123456789012345678.90"));
        assertThat(row.getDouble(3)).isEqualTo(0.1);
        assertThat(row.getBoolean(4)).isTrue();
        assertThat(row.getLocalDate(5)).isEqualTo(LocalDate.parse("2024-01-31"));
        assertThat(row.<LocalDateTime>getAs(6)).isEqualTo(LocalDateTime.parse("2024-01-31T23:59:59.123456"));
        assertThat(row.getInstant(7)).isEqualTo(Instant.parse("2024-01-31T23:59:59.5Z"));
        assertThat(row.<byte[]>getAs(8)).containsExactly(-1, 0, 1);
        assertThat(row.getString(9)).isEqualTo("a \"ü\" 😀");
    }

    @Test
    void readsTheEnvelope() {
        String type = "before " + ROW_TYPE + ", after " + ROW_TYPE + ", op STRING, ts_ms BIGINT,"
                + " source STRUCT<file: STRING, pos: BIGINT>";
        ChangeEvent update = ChangeEvent.update(ROW, ROW.with("note", null), ORIGIN);

        for (JsonForm form : List.of(JsonForm.standard(), JsonForm.standard().numericDecimals())) {
            Row envelope = read(ChangeFormat.debezium().form(form), update, type);

            isTheRow(envelope.getStruct(0));
            assertThat(envelope.getStruct(1).isNullAt(9)).isTrue();
            assertThat(envelope.getString(2)).isEqualTo("u");
            assertThat(envelope.getStruct(4).getLong(1)).isEqualTo(1234);
        }
    }

    @Test
    void readsRowsAlone() {
        isTheRow(read(ChangeFormat.rows(), ChangeEvent.insert(ROW, ORIGIN), ROW_TYPE));
    }
}
