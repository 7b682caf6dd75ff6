package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.TributaryException;
import dev.tributary.ValueException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.event.EventType;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TableDecoderTest {

    private static final String INT_AND_TEXT = "030f";
    private static final String SAMPLE_TYPES = "03" + "0f" + "f6" + "f5" + "fe" + "13" + "fc";
    private static final String SAMPLE_PARAMETERS = "1400" + "0402" + "04" + "f701" + "06" + "02";
    private static final String ENUM_MEMBERS = Events.field(6, "02" + "0161" + "0162");
    private static final String SAMPLE_VALUES = "07000000" + "026162" + "8c22"
            + ("0e000000" + "00" + "0100" + "0d00" + "0b00" + "0100" + "0c0c00" + "61" + "00")
            + "02" + "800000000001" + "0300616263";

    private static TableDecoder intAndText() {
        return Decoded.decoder(Events.tableMap(INT_AND_TEXT, "1400"));
    }

    private static TableDecoder samples() {
        return Decoded.decoder(Events.tableMap(SAMPLE_TYPES, SAMPLE_PARAMETERS, ENUM_MEMBERS));
    }

    private static Row first(BinlogEvent tableMap, BinlogEvent event) {
        return Decoded.rows(Decoded.decoder(tableMap), event).get(0);
    }

    @Test
    void countsVectorsAmongTheColumnsOfACharset() {
        String binaryThenUtf8 = Events.field(3, "3f" + "fcff00");

        assertThat(Decoded.decoder(Events.tableMap("f2fc", "0402", binaryThenUtf8))
                        .schema()
                        .columns())
                .containsExactly(Column.of("a", "vector"), Column.of("b", "text charset utf8mb4"));
    }

    /** Stored type, parameter, value, text; the old forms of times, which no server of today writes, are last but two. */
    @ParameterizedTest
    @CsvSource({
        "01, '', 80, -128",
        "09, '', 000080, -8388608",
        "08, '', ffffffffffffffff, -1",
        "f6, '0402', 8c22, 12.34",
        "f6, '0402', 73dd, -12.34",
        "04, '04', cdcccc3d, 0.1",
        "05, '08', 9a9999999999b93f, 0.1",
        "10, '0101', 01ff, 511",
        "0d, '', 7c, 2024",
        "0d, '', 00, 0000",
        "0f, '1400', 02c3a4, ä",
        "fe, 'cefc', 02006162, ab",
        "0a, '', 5dd00f, 2024-02-29",
        "13, '01', 7ffffece, -00:00:01.5",
        "12, '00', 99b2ba1083, 2024-02-29 01:02:03",
        "11, '02', 0000000163, 1970-01-01 00:00:01.99",
        "0b, '', a18601, 10:00:01",
        "0b, '', 2989fe, -09:59:59",
        "0c, '', 1b0ba98b68120000, 2024-02-29 01:02:03",
        "07, '', 01000000, 1970-01-01 00:00:01",
        "ff, '04', 0500000000000000ff, 0x00000000FF",
        "f5, '04', 020000000400, null"
    })
    void readsValues(String type, String parameter, String value, String text) {
        Row row = first(Events.tableMap(type, parameter), Events.insert(value));

        assertThat(row.getText(0)).isEqualTo(text);
        assertThat(row.detach().getText(0)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"01, 255", "02, 65535", "09, 16777215", "03, 4294967295", "08, 18446744073709551615"})
    void readsIntegersWithoutASign(String type, String text) {
        Row row = first(
                Events.tableMap(type, "", Events.field(1, "80")),
                Events.insert("ffffffffffffffff"
                        .substring(
                                0,
                                text.length() < 4
                                        ? 2
                                        : text.length() < 6
                                                ? 4
                                                : text.length() < 9 ? 6 : text.length() < 11 ? 8 : 16)));

        assertThat(row.getText(0)).isEqualTo(text);
        assertThat(row.getBigInteger(0)).hasToString(text);
    }

    @Test
    void convertsNumbersWhereNothingIsLost() {
        Row number = first(Events.tableMap("08", ""), Events.insert("0000000001000000"));
        Row unsigned = first(Events.tableMap("08", "", Events.field(1, "80")), Events.insert("ff".repeat(8)));
        Row single = first(Events.tableMap("04", "04"), Events.insert("cdcccc3d"));
        Row bit = first(Events.tableMap("10", "0100"), Events.insert("01"));

        assertThat(number.getLong(0)).isEqualTo(1L << 32);
        assertThat(number.getBoolean(0)).isTrue();
        assertThat(number.getDouble(0)).isEqualTo(0x1p32);
        assertThatThrownBy(() -> number.getInt(0)).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> unsigned.getLong(0)).isInstanceOf(ValueException.class);
        assertThat(single.getDouble(0)).isEqualTo(0.1f);
        assertThatThrownBy(() -> single.getLong(0)).isInstanceOf(ValueException.class);
        assertThat(bit.getBoolean(0)).isTrue();
    }

    @Test
    void restoresTheZerosAtTheEndOfBinary() {
        Row row = first(Events.tableMap("fe", "fe04", Events.field(3, "3f")), Events.insert("0101"));

        assertThat(row.schema().column(0)).hasToString("a binary(4)");
        assertThat(row.getBytes(0)).containsExactly(1, 0, 0, 0);
    }

    @Test
    void readsUpdatesWithTheColumnsThatEachImageHolds() {
        List<Row> rows = Decoded.rows(
                intAndText(), Events.rows(EventType.UPDATE_ROWS, 2, "01" + "02" + "00" + "07000000" + "00" + "0161"));

        Row before = rows.get(0);
        Row after = rows.get(1);
        assertThat(before.has("a")).isTrue();
        assertThat(before.has("b")).isFalse();
        assertThat(before.isNull("b")).isFalse();
        assertThat(before.getInt("a")).isEqualTo(7);
        assertThat(after.has("a")).isFalse();
        assertThat(after.getString("b")).isEqualTo("a");
        assertThatThrownBy(() -> after.getInt("a"))
                .isInstanceOf(ValueException.class)
                .hasMessageContaining("Column 'a' of table db.t is absent");
        assertThat(after).hasToString("Row of db.t [b]");
    }

    @Test
    void tellsNullFromAbsentColumns() {
        Row row = Decoded.rows(intAndText(), Events.rows(EventType.DELETE_ROWS, 2, "03" + "02" + "07000000"))
                .get(0);

        assertThat(row.has("b")).isTrue();
        assertThat(row.isNull("b")).isTrue();
        assertThat(row.get("b")).isNull();
    }

    @Test
    void readsRowEventsOfTheFirstVersion() {
        BinlogEvent event = Events.event(
                EventType.WRITE_ROWS_V1,
                "010000000000" + "0000" + "02" + "03" + "00" + "07000000" + "0161" + "02" + "08000000");

        assertThat(Decoded.rows(intAndText(), event))
                .extracting(row -> row.getInt("a"))
                .containsExactly(7, 8);
    }

    @Test
    void takesNamesKeyAndNullabilityFromTheTableMap() {
        BinlogEvent map = Events.tableMap(INT_AND_TEXT, "1400", Events.field(8, "01" + "00"));

        assertThat(Decoded.decoder(map).schema()).hasToString("db.t(a int, b varchar(5) charset utf8mb4) key(b, a)");
    }

    @Test
    void refusesATypeThatItDoesNotKnow() {
        assertThatThrownBy(() -> Decoded.decoder(Events.tableMap("0306", "")))
                .isInstanceOf(DecodeException.class)
                .hasMessage(
                        "Column 'b' of table db.t is of a type that is stored as number 6, which this version cannot"
                                + " read; leave the table out, or change the column");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0303" + "00" + "0100000061", "0303" + "00010000000161" + "02", "0303" + "00010000000161" + "01"
            })
    void refusesPartialUpdatesThatAreCutOffOrUnknown(String images) {
        assertThatThrownBy(() -> Decoded.rows(intAndText(), Events.rows(EventType.PARTIAL_UPDATE_ROWS, 2, images)))
                .isInstanceOf(DecodeException.class);
    }

    @Test
    void refusesImagesThatHoldNoColumn() {
        assertThatThrownBy(() -> Decoded.rows(intAndText(), Events.rows(EventType.WRITE_ROWS, 2, "00")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("db.t");
    }

    @Test
    void refusesAnEventOfAnotherNumberOfColumns() {
        assertThatThrownBy(() -> Decoded.rows(intAndText(), Events.rows(EventType.WRITE_ROWS, 3, "07")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("3 columns where the table map has 2");
    }

    @Test
    void refusesAMemberThatAnEnumDoesNotHave() {
        Row row = first(Events.tableMap("fe", "f701", ENUM_MEMBERS), Events.insert("03"));

        assertThatThrownBy(() -> row.getText(0))
                .isInstanceOf(DecodeException.class)
                .hasMessage("Column 'a' of table db.t holds member 3 of an enum that has 2 members");
    }

    @Test
    void namesTableAndColumnWhereAnEventIsCutOff() {
        assertThatThrownBy(() -> Decoded.rows(
                        intAndText(), Events.rows(EventType.WRITE_ROWS, 2, "03" + "00" + "07000000" + "0561")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("table db.t")
                .hasMessageContaining("column 'b'");
    }

    @Test
    void readsTheRowThatIsDamagedBelow() {
        Row row = Decoded.rows(samples(), sampleEvent()).get(0);

        assertThat(row.getInt(0)).isEqualTo(7);
        assertThat(row.getText(1)).isEqualTo("ab");
        assertThat(row.getText(2)).isEqualTo("12.34");
        assertThat(row.getText(3)).isEqualTo("{\"a\": \"\"}");
        assertThat(row.getText(4)).isEqualTo("b");
        assertThat(row.getText(5)).isEqualTo("00:00:00.000001");
        assertThat(row.getText(6)).isEqualTo("abc");
    }

    private static BinlogEvent sampleEvent() {
        return Events.rows(EventType.WRITE_ROWS, 7, "7f" + "00" + SAMPLE_VALUES);
    }

    /** Bytes that are changed or cut off at random: a value, or an exception of ours. */
    @Test
    void failsInOneWayWhateverTheBytesAre() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        BinlogEvent map = Events.tableMap(SAMPLE_TYPES, SAMPLE_PARAMETERS, ENUM_MEMBERS);
        int failures = 0;
        for (int i = 0; i < 50_000; i++) {
            BinlogEvent event = i % 2 == 0 ? damaged(sampleEvent(), random) : sampleEvent();
            BinlogEvent tableMap = i % 2 == 0 ? map : damaged(map, random);
            try {
                for (Row row : Decoded.rows(Decoded.decoder(tableMap), event)) {
                    readAll(row);
                }
            } catch (DecodeException e) {
                failures++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + i, e);
            }
        }
        assertThat(failures).as("seed %d", seed).isBetween(1000, 49_999);
    }

    private static BinlogEvent damaged(BinlogEvent event, Random random) {
        byte[] bytes = event.bytes().clone();
        int from = BinlogEvent.HEADER_LENGTH;
        for (int left = random.nextInt(3); left > 0; left--) {
            bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
        }
        int length = random.nextInt(4) == 0 ? from + random.nextInt(bytes.length - from) : bytes.length;
        return new BinlogEvent(bytes, 0, length);
    }

    private static void readAll(Row row) {
        for (int i = 0; i < row.size(); i++) {
            if (row.has(i) && !row.isNull(i)) {
                row.getText(i);
                try {
                    row.get(i);
                } catch (ValueException e) {
                    assertThat((TributaryException) e).hasMessageContaining("is no"); // a date that no calendar has
                }
            }
        }
    }

    @Test
    void takesNamesFromTheCatalogueWhereTheTableMapHasNone() {
        TableSchema schema = TableSchema.of(
                new TableId("db", "t"),
                List.of(Column.of("id", "int unsigned"), Column.of("name", "varchar(5) charset utf8mb4")),
                List.of("id"));

        TableDecoder decoder = catalogued(schema);

        assertThat(decoder.schema()).isSameAs(schema);
        Row row = Decoded.rows(decoder, Events.rows(EventType.WRITE_ROWS, 2, "03" + "00" + "ffffffff" + "0161"))
                .get(0);
        assertThat(row.getLong("id")).isEqualTo(4294967295L);
        assertThat(row.getString("name")).isEqualTo("a");
    }

    @Test
    void refusesACatalogueThatDoesNotFitTheTableMap() {
        TableId table = new TableId("db", "t");
        TableSchema tooFew = TableSchema.of(table, List.of(Column.of("id", "int")), List.of());
        TableSchema swapped = TableSchema.of(
                table, List.of(Column.of("name", "varchar(5) charset utf8mb4"), Column.of("id", "int")), List.of());

        assertThatThrownBy(() -> catalogued(tooFew))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Table db.t has 2 columns in the binlog and 1 in the server's catalogue")
                .hasMessageContaining("SET PERSIST binlog_row_metadata = 'FULL'");
        assertThatThrownBy(() -> catalogued(swapped))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Column 1 of table db.t")
                .hasMessageContaining("'name varchar(5) charset utf8mb4'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8mb4", "utf16", "gb18030"})
    void refusesMembersThatTheCatalogueMayNotShow(String charset) {
        TableSchema schema = TableSchema.of(
                new TableId("db", "t"), List.of(Column.of("mood", "enum('well','?') charset " + charset)), List.of());

        assertThatThrownBy(() -> catalogued("fe", "f701", schema))
                .isInstanceOf(DecodeException.class)
                .hasMessage(
                        "Column 'mood' of table db.t has the member '?' in the server's catalogue, which shows characters"
                                + " beyond U+FFFF as question marks too; run SET PERSIST binlog_row_metadata = 'FULL'; and start"
                                + " from a position behind the change of the table");
    }

    @Test
    void takesAQuestionMarkForOneWhereTheCharacterSetHasNothingElseThatLooksSo() {
        TableSchema schema = TableSchema.of(
                new TableId("db", "t"), List.of(Column.of("mood", "enum('well','?') charset latin1")), List.of());

        assertThat(catalogued("fe", "f701", schema).schema()).isSameAs(schema);
    }

    private static TableDecoder catalogued(TableSchema schema) {
        return catalogued(INT_AND_TEXT, "1400", schema);
    }

    private static TableDecoder catalogued(String types, String parameters, TableSchema schema) {
        return TableDecoder.of(
                ServerKind.MYSQL,
                Events.minimalTableMap(types, parameters),
                collation -> "utf8mb4",
                (table, lack) -> schema);
    }
}
