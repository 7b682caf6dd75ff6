package dev.tributary.interop;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BOOLEAN;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.DATE;
import static org.apache.flink.table.api.DataTypes.DECIMAL;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.kafka.ChangeFormat;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.json.canal.CanalJsonDeserializationSchema;
import org.apache.flink.formats.json.debezium.DebeziumJsonDeserializationSchema;
import org.apache.flink.formats.json.maxwell.MaxwellJsonDeserializationSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

/** Flink's formats debezium-json, maxwell-json and canal-json, as its SQL tables use them, read what we write. */
class FlinkFormatsTest {

    private static final TypeInformation<RowData> ROWS = TypeInformation.of(RowData.class);

    /** The columns as a user would declare them in Flink SQL; those whose forms differ are given. */
    private static DataType columns(DataType bit, DataType moment, DataType raw) {
        return ROW(
                FIELD("id", INT()),
                FIELD("big", BIGINT()),
                FIELD("price", DECIMAL(20, 2)),
                FIELD("ratio", DOUBLE()),
                FIELD("paid", bit),
                FIELD("day", DATE()),
                FIELD("at", TIMESTAMP(3)),
                FIELD("moment", moment),
                FIELD("raw", raw),
                FIELD("note", STRING()));
    }

    private static List<RowData> read(DeserializationSchema<RowData> flink, ChangeFormat format, ChangeEvent event)
            throws Exception {
        flink.open(null);
        List<RowData> rows = new ArrayList<>();
        flink.deserialize(Orders.value(format, event), new ListCollector<>(rows));
        return rows;
    }

    /** All but bits, bytes and moments, which each format has in its own form. */
    private static void isTheRow(RowData row) {
        assertThat(row.getInt(0)).isEqualTo(1);
        assertThat(row.getLong(1)).isEqualTo(9_007_199_254_740_993L);
        assertThat(row.getDecimal(2, 20, 2).toBigDecimal()).isEqualTo(new BigDecimal(Orders.PRICE));
        assertThat(row.getInt(5)).isEqualTo((int) LocalDate.parse("2024-01-31").toEpochDay());
        assertThat(row.getTimestamp(6, 3).toLocalDateTime()).isEqualTo(LocalDateTime.parse("2024-01-31T23:59:59.5"));
    }

    private static void areBothHalvesOfTheUpdate(List<RowData> rows) {
        assertThat(rows).extracting(RowData::getRowKind).containsExactly(RowKind.UPDATE_BEFORE, RowKind.UPDATE_AFTER);
        rows.forEach(FlinkFormatsTest::isTheRow);
        assertThat(rows.get(0).isNullAt(3)).isTrue();
        assertThat(rows.get(0).getString(9)).hasToString("a \"ü\" 😀");
        assertThat(rows.get(1).getDouble(3)).isEqualTo(0.1);
        assertThat(rows.get(1).isNullAt(9)).isTrue();
    }

    private static void readsEachOperation(DeserializationSchema<RowData> flink, ChangeFormat format) throws Exception {
        assertThat(read(flink, format, Orders.insert())).singleElement().satisfies(row -> {
            assertThat(row.getRowKind()).isEqualTo(RowKind.INSERT);
            isTheRow(row);
        });
        assertThat(read(flink, format, Orders.snapshot())).singleElement().satisfies(row -> {
            assertThat(row.getRowKind()).isEqualTo(RowKind.INSERT);
            isTheRow(row);
        });
        assertThat(read(flink, format, Orders.delete())).singleElement().satisfies(row -> {
            assertThat(row.getRowKind()).isEqualTo(RowKind.DELETE);
            isTheRow(row);
        });
    }

    private static DebeziumJsonDeserializationSchema debezium(boolean schemaInclude) {
        return new DebeziumJsonDeserializationSchema(
                columns(BOOLEAN(), TIMESTAMP_LTZ(3), BYTES()),
                List.of(),
                ROWS,
                schemaInclude,
                false,
                TimestampFormat.ISO_8601);
    }

    @Test
    void debeziumJsonReadsTheEnvelope() throws Exception {
        readsEachOperation(debezium(false), ChangeFormat.debezium());
        areBothHalvesOfTheUpdate(read(debezium(false), ChangeFormat.debezium(), Orders.update()));
        RowData row =
                read(debezium(false), ChangeFormat.debezium(), Orders.insert()).get(0);
        assertThat(row.getBoolean(4)).isTrue();
        assertThat(row.getTimestamp(7, 3).toInstant()).isEqualTo(Instant.parse("2024-01-31T23:59:59.5Z"));
        assertThat(row.getBinary(8)).containsExactly(-1, 0, 1);
    }

    @Test
    void debeziumJsonReadsTheEnvelopeBesideConnectsSchema() throws Exception {
        ChangeFormat format = ChangeFormat.debezium().connectSchemas();

        readsEachOperation(debezium(true), format);
        areBothHalvesOfTheUpdate(read(debezium(true), format, Orders.update()));
    }

    @Test
    void maxwellJsonReadsMaxwellsForm() throws Exception {
        // A moment of Maxwell's names no zone, so that Flink takes it as TIMESTAMP only.
        DataType columns = columns(INT(), TIMESTAMP(3), BYTES());
        MaxwellJsonDeserializationSchema flink =
                new MaxwellJsonDeserializationSchema(columns, List.of(), ROWS, false, TimestampFormat.SQL);

        readsEachOperation(flink, ChangeFormat.maxwell());
        areBothHalvesOfTheUpdate(read(flink, ChangeFormat.maxwell(), Orders.update()));
        RowData row = read(flink, ChangeFormat.maxwell(), Orders.insert()).get(0);
        assertThat(row.getInt(4)).isEqualTo(1);
        assertThat(row.getTimestamp(7, 3).toLocalDateTime()).isEqualTo(LocalDateTime.parse("2024-01-31T23:59:59.5"));
        assertThat(row.getBinary(8)).containsExactly(-1, 0, 1);
    }

    @Test
    void canalJsonReadsCanalsForm() throws Exception {
        DataType columns = columns(INT(), TIMESTAMP(3), STRING());
        CanalJsonDeserializationSchema flink = CanalJsonDeserializationSchema.builder(columns, List.of(), ROWS)
                .setDatabase("shop")
                .setTable("orders")
                .setTimestampFormat(TimestampFormat.SQL)
                .build();

        readsEachOperation(flink, ChangeFormat.canal());
        areBothHalvesOfTheUpdate(read(flink, ChangeFormat.canal(), Orders.update()));
        RowData row = read(flink, ChangeFormat.canal(), Orders.insert()).get(0);
        assertThat(row.getInt(4)).isEqualTo(1);
        assertThat(row.getString(8).toString().getBytes(StandardCharsets.ISO_8859_1))
                .containsExactly(-1, 0, 1);
    }
}
