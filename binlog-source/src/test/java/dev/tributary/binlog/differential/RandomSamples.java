package dev.tributary.binlog.differential;

import dev.tributary.binlog.internal.row.Sample;
import dev.tributary.binlog.internal.row.Sample.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes random columns with random values. The same seed makes the same ones. */
final class RandomSamples {

    private static final List<String> INTEGERS = List.of("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT");
    private static final List<String> CHARSETS =
            List.of("utf8mb4", "utf8mb3", "latin1", "ascii", "utf16", "ucs2", "cp1251", "latin2", "cp932", "gb2312");
    private static final List<String> TEXTS = List.of("CHAR(%d)", "VARCHAR(%d)", "TINYTEXT", "TEXT", "MEDIUMTEXT");
    private static final List<String> BYTES = List.of("BINARY(%d)", "VARBINARY(%d)", "TINYBLOB", "BLOB", "LONGBLOB");
    private static final String ALPHABET = "abcXYZ 0189'\"\\\n\t%_äöß€éжЯ中文あ😀";

    private final Random random;
    private final List<Supplier<Sample>> makers;

    RandomSamples(Random random, Dialect dialect) {
        this.random = random;
        List<Supplier<Sample>> all = new ArrayList<>(List.of(
                this::integer,
                this::decimal,
                () -> column("DOUBLE", Kind.PLAIN, () -> real(Double.longBitsToDouble(random.nextLong()))),
                () -> column("FLOAT", Kind.FLOAT, () -> real(Float.intBitsToFloat(random.nextInt()))),
                this::bits,
                () -> text(""),
                () -> bytes(""),
                this::time,
                () -> list("ENUM", 1 + random.nextInt(400)),
                () -> list("SET", 1 + random.nextInt(64)),
                () -> column("JSON", Kind.PLAIN, () -> dialect.json(literal(json(0))))));
        if (dialect.hasMariaDbTypes()) {
            all.addAll(List.of(
                    this::uuid, this::inet4, this::inet6, () -> text(" COMPRESSED"), () -> bytes(" COMPRESSED")));
        }
        this.makers = List.copyOf(all);
    }

    Sample next() {
        return one(makers).get();
    }

    private Sample column(String definition, Kind kind, Supplier<String> literals) {
        return new Sample(definition, kind, Stream.generate(literals).limit(12).toList());
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Sample integer() {
        int index = random.nextInt(INTEGERS.size());
        int bits = index == 4 ? 64 : 8 * (index + 1);
        boolean unsigned = random.nextBoolean();
        return column(INTEGERS.get(index) + (unsigned ? " UNSIGNED" : ""), Kind.PLAIN, () -> {
            BigInteger value = new BigInteger(random.nextInt(bits + 1), random);
            BigInteger least = BigInteger.ONE.shiftLeft(bits - 1);
            return (unsigned ? value : value.mod(least.shiftLeft(1)).subtract(least)).toString();
        });
    }

    private Sample decimal() {
        int precision = 1 + random.nextInt(65);
        int scale = random.nextInt(Math.min(precision, 30) + 1);
        return column("DECIMAL(" + precision + "," + scale + ")", Kind.PLAIN, () -> {
            String digits = IntStream.range(0, 1 + random.nextInt(precision))
                    .mapToObj(i -> String.valueOf(random.nextInt(10)))
                    .collect(Collectors.joining());
            BigDecimal value = new BigDecimal(new BigInteger(digits), scale);
            return (random.nextBoolean() ? value : value.negate()).toPlainString();
        });
    }

    private String real(double value) {
        return switch (random.nextInt(3)) {
            case 0 -> Integer.toString(random.nextInt(2000) - 1000);
            case 1 -> random.nextInt() + "e" + (random.nextInt(40) - 25);
            default -> Double.isFinite(value) ? Double.toString(value) : "0";
        };
    }

    private Sample bits() {
        int length = 1 + random.nextInt(64);
        return column(
                "BIT(" + length + ")", Kind.BITS, () -> new BigInteger(random.nextInt(length + 1), random).toString());
    }

    /** @param attribute which columns of a fixed length cannot have */
    private Sample text(String attribute) {
        List<String> types = attribute.isEmpty() ? TEXTS : TEXTS.subList(1, TEXTS.size());
        String definition = one(types).formatted(random.nextInt(60)) + attribute + " CHARACTER SET " + one(CHARSETS);
        return column(definition, Kind.PLAIN, () -> literal(word(random.nextInt(50))));
    }

    /** @param attribute which columns of a fixed length cannot have */
    private Sample bytes(String attribute) {
        List<String> types = attribute.isEmpty() ? BYTES : BYTES.subList(1, BYTES.size());
        return column(one(types).formatted(1 + random.nextInt(255)) + attribute, Kind.BYTES, () -> {
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            return "x'" + HexFormat.of().formatHex(value) + "00".repeat(random.nextInt(2)) + "'";
        });
    }

    private Sample time() {
        int scale = random.nextInt(7);
        return switch (random.nextInt(4)) {
            case 0 -> column("DATE", Kind.PLAIN, () -> "'" + date() + "'");
            case 1 ->
                column(
                        "TIME(" + scale + ")",
                        Kind.PLAIN,
                        () -> (random.nextBoolean() ? "'-" : "'") + random.nextInt(838) + ":" + clock() + "'");
            case 2 ->
                column(
                        "DATETIME(" + scale + ")",
                        Kind.PLAIN,
                        () -> "'" + date() + " " + random.nextInt(24) + ":" + clock() + "'");
            default ->
                column(
                        "TIMESTAMP(" + scale + ") NULL",
                        Kind.PLAIN,
                        () -> "FROM_UNIXTIME(" + (1 + random.nextInt(Integer.MAX_VALUE - 1)) + "."
                                + "%06d".formatted(random.nextInt(1_000_000)) + ")");
        };
    }

    private String date() {
        return "%04d-%02d-%02d".formatted(random.nextInt(9999), random.nextInt(13), random.nextInt(29));
    }

    private String clock() {
        return "%02d:%02d.%06d".formatted(random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000));
    }

    private Sample list(String type, int members) {
        String definition =
                IntStream.range(0, members).mapToObj(i -> "'m" + i + "'").collect(Collectors.joining(","));
        return column(type + "(" + definition + ")", Kind.PLAIN, () -> {
            int chosen = type.equals("SET") ? random.nextInt(5) : 1;
            return "'" + random.ints(chosen, 0, members).mapToObj(i -> "m" + i).collect(Collectors.joining(",")) + "'";
        });
    }

    private Sample uuid() {
        return column("UUID", Kind.PLAIN, () -> "'" + new UUID(random.nextLong(), random.nextLong()) + "'");
    }

    private Sample inet4() {
        return column(
                "INET4",
                Kind.PLAIN,
                () -> random.ints(4, 0, 256).mapToObj(Integer::toString).collect(Collectors.joining(".", "'", "'")));
    }

    private Sample inet6() {
        return column(
                "INET6",
                Kind.PLAIN,
                () -> random.ints(8, 0, 1 << 16)
                        .mapToObj(
                                group -> random.nextBoolean() ? "0" : Integer.toHexString(group >> random.nextInt(16)))
                        .collect(Collectors.joining(":", "'", "'")));
    }

    private String word(int length) {
        int[] characters = ALPHABET.codePoints().toArray();
        return random.ints(length, 0, characters.length)
                .mapToObj(i -> Character.toString(characters[i]))
                .collect(Collectors.joining());
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private String json(int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 7)) {
            case 0 -> one(List.of("null", "true", "false"));
            case 1 -> new BigInteger(random.nextInt(65), random).toString();
            case 2 -> Long.toString(-(random.nextLong() >>> (1 + random.nextInt(62))));
            case 3 -> new BigInteger(random.nextInt(50), random) + "e" + (random.nextInt(60) - 40);
            case 4 -> jsonText();
            case 5 ->
                IntStream.range(0, random.nextInt(6))
                        .mapToObj(i -> json(depth + 1))
                        .collect(Collectors.joining(",", "[", "]"));
            default ->
                IntStream.range(0, random.nextInt(6))
                        .mapToObj(i -> jsonText() + ":" + json(depth + 1))
                        .collect(Collectors.joining(",", "{", "}"));
        };
    }

    private String jsonText() {
        String word = word(random.nextInt(30));
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
