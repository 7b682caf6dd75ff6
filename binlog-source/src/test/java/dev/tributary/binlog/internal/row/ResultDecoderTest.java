package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.Column;
import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.ValueException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResultDecoderTest {

    private static final TableId TABLE = new TableId("shop", "orders");
    private static final List<String> LONG_PREFIXES = List.of("fc0300", "fd030000", "fe0300000000000000");

    private static ResultDecoder decoder(List<String> types, int... chosen) {
        List<Column> columns = types.stream()
                .map(type -> Column.of("c" + types.indexOf(type), type))
                .toList();
        BitSet bits = new BitSet();
        Arrays.stream(chosen).forEach(bits::set);
        return ResultDecoder.of(ServerKind.MYSQL, TableSchema.of(TABLE, columns, List.of()), bits);
    }

    private static Row row(ResultDecoder decoder, byte[] payload) {
        return decoder.row(payload, 0, payload.length);
    }

    /** A packet of values of less than 251 bytes each; null is NULL. */
    private static byte[] payload(byte @Nullable []... values) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (byte[] value : values) {
            if (value == null) {
                payload.write(EncodedLength.NULL);
            } else {
                assertThat(value.length).isLessThan(EncodedLength.NULL);
                payload.write(value.length);
                payload.writeBytes(value);
            }
        }
        return payload.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Row single(String type, String value) {
        return row(decoder(List.of(type), 0), payload(utf8(value)));
    }

    @ParameterizedTest
    @CsvSource({
        "tinyint, -128, -128",
        "tinyint unsigned, 255, 255",
        "smallint, -32768, -32768",
        "mediumint unsigned, 00016777215, 16777215",
        "int, -2147483648, -2147483648",
        "int unsigned, 0000000000, 0",
        "bigint, -9223372036854775808, -9223372036854775808",
        "bigint, 9223372036854775807, 9223372036854775807",
        "bigint unsigned, 00000000000000000000000018446744073709551615, 18446744073709551615",
        "bigint unsigned, 9999999999999999999, 9999999999999999999",
        "'decimal(5,2)', -0.05, -0.05",
        "'decimal(5,2)', 0012.50, 12.50",
        "'decimal(5,2)', -0012.50, -12.50",
        "'decimal(2,2)', 0.99, 0.99",
        "'decimal(3,0)', 000, 0",
        "year, 0000, 0000",
        "year, 2155, 2155",
        "date, 2024-02-29, 2024-02-29",
        "date, 0000-00-00, 0000-00-00",
        "date, 2024-02-00, 2024-02-00",
        "time, -838:59:59, -838:59:59",
        "time(3), 00:00:00.120, 00:00:00.120",
        "time(6), -00:00:00.000001, -00:00:00.000001",
        "datetime, 9999-12-31 23:59:59, 9999-12-31 23:59:59",
        "datetime(1), 2024-00-00 01:02:03.4, 2024-00-00 01:02:03.4",
        "timestamp, 0000-00-00 00:00:00, 0000-00-00 00:00:00",
        "timestamp(6), 2038-01-19 03:14:07.999999, 2038-01-19 03:14:07.999999",
        "timestamp, 1970-01-01 00:00:01, 1970-01-01 00:00:01",
        "varchar(9) charset utf8mb4, ä€😀, ä€😀",
        "'enum(''a'',''b'') charset utf8mb4', b, b",
        "'set(''a'',''b'') charset utf8mb4', 'a,b', 'a,b'",
        "json, '{\"a\": 1}', '{\"a\": 1}'",
        "uuid, 123e4567-e89b-12d3-a456-426655440000, 123e4567-e89b-12d3-a456-426655440000",
        "inet6, ::1, ::1",
        "varbinary(3), ab, 0x6162",
        "geometry, ab, 0x6162",
        "vector(1), abcd, 0x61626364",
        "bit(16), ab, 24930"
    })
    void readsValues(String type, String value, String text) {
        Row row = single(type, value);

        assertThat(row.getText(0)).isEqualTo(text);
        assertThat(row.detach().getText(0)).isEqualTo(text);
    }

    /** What {@code POINT(x, 0)} is: no reference system, little-endian, type 1, both coordinates. */
    private static byte[] point(double x) {
        return ByteBuffer.allocate(25)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .put((byte) 1)
                .putInt(1)
                .putDouble(x)
                .putDouble(0)
                .array();
    }

    @ParameterizedTest
    @CsvSource({
        "float, 0.10000000149011612, 0.1",
        "float, -0.0, -0",
        "float, 3.4028234663852886E38, 3.4028235e38",
        "double, 1.7976931348623157E308, 1.7976931348623157e308",
        "double, -4.9E-324, -5e-324",
        "double, -0.0, -0",
        "double, 1.25, 1.25"
    })
    void readsFloatingPointNumbersFromPoints(String type, double value, String text) {
        Row row = row(decoder(List.of(type), 0), payload(point(value)));

        assertThat(row.getText(0)).isEqualTo(text);
        assertThat(row.getDouble(0)).isEqualTo(value);
        assertThat(row.detach().getText(0)).isEqualTo(text);
    }

    @Test
    void refusesPointsThatHoldNoNumberOfTheType() {
        refuses("double", point(Double.NaN));
        refuses("double", point(Double.NEGATIVE_INFINITY));
        refuses("float", point(0.1));
        refuses("float", point(Double.MAX_VALUE));
        refuses("double", utf8("1.25"));
        refuses("double", Arrays.copyOf(point(1.25), 24));
        refuses("double", Arrays.copyOf(point(1.25), 26));
        for (int at : new int[] {0, 3, 4, 5, 8, 17, 24}) {
            byte[] damaged = point(1.25);
            damaged[at] ^= 2;
            refuses("double", damaged);
        }
    }

    private static void refuses(String type, byte[] value) {
        Row row = row(decoder(List.of(type), 0), payload(value));

        assertThatThrownBy(() -> row.get(0)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> row.getDouble(0)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> row.getText(0)).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "tinyint, 128",
        "tinyint, -129",
        "tinyint unsigned, -1",
        "int unsigned, 4294967296",
        "bigint, 9223372036854775808",
        "bigint, -9223372036854775809",
        "bigint unsigned, 18446744073709551616",
        "bigint unsigned, 99999999999999999999",
        "bigint unsigned, 100000000000000000000",
        "bigint unsigned, -1",
        "int, ''",
        "int, -",
        "int, 1x",
        "int, 1.0",
        "year, 2156",
        "'decimal(5,2)', ''",
        "'decimal(5,2)', -",
        "'decimal(5,2)', .50",
        "'decimal(5,2)', 1234.50",
        "'decimal(5,2)', 12.5",
        "'decimal(5,2)', 1e.50",
        "'decimal(5,0)', 12.",
        "'decimal(5,0)', 123456",
        "bit(16), a",
        "date, 2024-13-01",
        "date, 2024-01-32",
        "date, 2024/01/01",
        "date, 2024-01-1",
        "date, 20x4-01-01",
        "time, ''",
        "time, 1:00:00",
        "time, 1000:00:00",
        "time, 839:00:00",
        "time, 00:60:00",
        "time, 00:00:60",
        "time, 00.00.00",
        "time, 00:00:00.1",
        "time(2), 00:00:00:12",
        "datetime, 2024-01-01",
        "datetime, 2024-01-01T00:00:00",
        "datetime, 2024-01-01 24:00:00",
        "datetime, 2024-13-01 00:00:00",
        "datetime(3), 2024-01-01 00:00:00",
        "datetime(3), 2024-01-01 00:00:00.12x",
        "timestamp, 2024-00-01 00:00:00",
        "timestamp, 2024-01-00 00:00:00",
        "timestamp, 2024-01-32 00:00:00",
        "timestamp, 2024-01-01 00:61:00"
    })
    void refusesWhatIsNoValueOfTheType(String type, String value) {
        Row row = single(type, value);

        assertThatThrownBy(() -> row.get(0))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Column 'c0' of table shop.orders holds ");
        assertThatThrownBy(() -> row.getLong(0)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> row.getDouble(0)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> row.getBoolean(0)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> row.getString(0)).isInstanceOf(DecodeException.class);
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] damaged = {'a', (byte) 0xff};
        Row row = row(decoder(List.of("varchar(9) charset utf8mb4"), 0), payload(damaged));

        assertThatThrownBy(() -> row.getString(0))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("Column 'c0' of table shop.orders holds bytes that are no text in utf8mb4");
    }

    @Test
    void refusesACharacterSetThatItCannotRead() {
        assertThatThrownBy(() -> decoder(List.of("text charset klingon"), 0))
                .isInstanceOf(DecodeException.class)
                .hasMessage(
                        "Column 'c0' of table shop.orders has the character set klingon, which this version cannot read;"
                                + " leave the column out, or change it");
    }

    @Test
    void readsOnlyTheChosenColumns() {
        ResultDecoder decoder = decoder(List.of("int", "text charset latin1", "bigint"), 0, 2);

        Row row = row(decoder, payload(utf8("1"), null));

        assertThat(row.has(1)).isFalse();
        assertThat(row.getInt(0)).isEqualTo(1);
        assertThat(row.isNull(2)).isTrue();
        assertThat(row.get(2)).isNull();
        assertThatThrownBy(() -> row.get(1))
                .isInstanceOf(ValueException.class)
                .hasMessage(
                        "Column 'c1' of table shop.orders is absent from this row, which is not NULL: the snapshot was not"
                                + " told to read it; ask has() first");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void refusesToChooseNothingOrWhatIsNotThere(int column) {
        int[] chosen = column < 0 ? new int[0] : new int[] {column};

        assertThatThrownBy(() -> decoder(List.of("int"), chosen)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsARowFromTheMiddleOfAnArrayAndDetachesIt() {
        ResultDecoder decoder = decoder(List.of("int", "varchar(9) charset latin1"), 0, 1);
        byte[] payload = payload(utf8("-42"), new byte[] {(byte) 0xe4});
        byte[] bytes = new byte[payload.length + 20];
        System.arraycopy(payload, 0, bytes, 7, payload.length);

        Row row = decoder.row(bytes, 7, payload.length);
        Row detached = row.detach();
        Arrays.fill(bytes, (byte) 0);

        assertThat(detached.getInt(0)).isEqualTo(-42);
        assertThat(detached.getString(1)).isEqualTo("ä");
    }

    @Test
    void readsLengthsOfSeveralBytes() {
        ResultDecoder decoder = decoder(List.of("text charset utf8mb4", "int"), 0, 1);

        for (String prefix : LONG_PREFIXES) {
            Row row = row(decoder, HexFormat.of().parseHex(prefix + "616263" + "0137"));

            assertThat(row.getString(0)).isEqualTo("abc");
            assertThat(row.detach().getString(0)).isEqualTo("abc");
            assertThat(row.getInt(1)).isEqualTo(7);
        }
    }

    @Test
    void refusesARowThatEndsTooEarly() {
        ResultDecoder decoder = decoder(List.of("text charset utf8mb4", "int"), 0, 1);

        for (String prefix : LONG_PREFIXES) {
            byte[] whole = HexFormat.of().parseHex(prefix + "616263" + "023137");
            int first = whole.length - 3;
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> row(decoder, part))
                        .isInstanceOf(DecodeException.class)
                        .hasMessage("A row of a SELECT from table shop.orders ends within column '"
                                + (length < first ? "c0" : "c1") + "': bytes were lost on the way from the server");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "feffffffffffffffff", "fe0000008000000000", "fdffffff", "fa"})
    void refusesALengthBeyondTheRow(String payload) {
        ResultDecoder decoder = decoder(List.of("text charset utf8mb4"), 0);

        assertThatThrownBy(() -> row(decoder, HexFormat.of().parseHex(payload + "00")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("ends within column 'c0'");
    }

    @Test
    void leavesAloneWhatWasSelectedBehindItsColumns() {
        Row row = row(decoder(List.of("int"), 0), payload(utf8("1"), utf8("2")));

        assertThat(row.getInt(0)).isEqualTo(1);
        assertThat(row.size()).isEqualTo(1);
    }

    @Test
    void asksForTheBytesOfFloatingPointNumbers() {
        TableSchema schema = TableSchema.of(
                TABLE, List.of(Column.of("a`b", "int"), Column.of("f", "float"), Column.of("d", "double")), List.of());
        BitSet all = new BitSet();
        all.set(0, 3);

        assertThat(ResultDecoder.of(ServerKind.MYSQL, schema, all).expressions())
                .containsExactly("`a``b`", "POINT(`f`, 0)", "POINT(`d`, 0)");
    }

    @ParameterizedTest
    @EnumSource
    void readsTextAsItIsStoredAndMomentsInUtc(ServerKind kind) {
        assertThat(ResultDecoder.session(kind))
                .anyMatch(statement -> statement.contains("character_set_results = NULL"))
                .anyMatch(statement -> statement.contains("time_zone = '+00:00'"));
    }

    @Test
    void readsRandomIntegersAndMomentsAsJavaDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            long integer = random.nextLong() >> random.nextInt(64);
            LocalDate day = LocalDate.of(1 + random.nextInt(9999), 1, 1).plusDays(random.nextInt(365));

            assertThat(single("bigint", Long.toString(integer)).getLong(0))
                    .as("seed %d", seed)
                    .isEqualTo(integer);
            assertThat(single("bigint unsigned", Long.toUnsignedString(integer)).getText(0))
                    .as("seed %d", seed)
                    .isEqualTo(Long.toUnsignedString(integer));
            assertThat(single("timestamp", day + " 00:00:00").getInstant(0))
                    .as("%s, seed %d", day, seed)
                    .isEqualTo(day.atStartOfDay().toInstant(ZoneOffset.UTC));
        }
    }

    /** Whatever bytes come, a row or a value is given or refused, and nothing else happens. */
    @Test
    void survivesRandomBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> types = List.of(
                "int",
                "decimal(9,3)",
                "double",
                "bit(9)",
                "date",
                "time(3)",
                "datetime(6)",
                "timestamp",
                "json",
                "year");
        ResultDecoder decoder = decoder(types, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        for (int i = 0; i < 5_000; i++) {
            byte[][] values = new byte[types.size()][];
            for (int column = 0; column < values.length; column++) {
                values[column] = new byte[random.nextInt(30)];
                for (int at = 0; at < values[column].length; at++) {
                    values[column][at] = (byte)
                            (random.nextInt(5) == 0 ? random.nextInt() : "0123456789-:. e".charAt(random.nextInt(15)));
                }
            }
            Row row = row(decoder, payload(values));
            for (int column = 0; column < values.length; column++) {
                try {
                    assertThat(row.getText(column)).as("seed %d", seed).isNotNull();
                } catch (DecodeException expected) {
                    assertThat(expected).as("seed %d", seed).hasMessageContaining("Column 'c" + column + "'");
                }
            }
        }
    }
}
