package dev.tributary.binlog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ColumnType;
import dev.tributary.internal.KeyFold;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the folds of texts with what real servers say of them: no two that a collation calls equal may have different ones.
 * {@code -Dtributary.collations=.*} tries all collations whose names it matches, by default some of them; {@code
 * -Dtributary.planes=17} all characters, by default those of the first two planes; {@code -Dtributary.seed=N} replays the random
 * texts.
 */
@ParameterizedClass
@EnumSource
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CollationFoldIT {

    private static final String WANTED = System.getProperty("tributary.collations", "");
    private static final long SEED = Long.getLong("tributary.seed", System.nanoTime());

    private static final Set<String> USUAL = Set.of(
            "utf8mb4_0900_ai_ci",
            "utf8mb4_0900_as_cs",
            "utf8mb4_general_ci",
            "utf8mb4_unicode_ci",
            "utf8mb4_uca1400_ai_ci",
            "utf8mb4_swedish_ci",
            "utf8mb4_bin",
            "latin1_swedish_ci",
            "latin1_german2_ci");

    private static final Set<String> NO_TEXT = Set.of("binary", "filename");

    private static final int PLANES = Integer.getInteger("tributary.planes", 2);
    private static final int CHARACTERS_OF_A_PLANE = 0x10000;
    private static final int RANDOM_TEXTS = 10_000;
    private static final int JOINED_TEXTS = 400;
    private static final int MOST_OF_ONE_INSERT = 5_000;

    /** Letters that collations treat in many ways, alone and together. */
    private static final String LETTERS =
            "aAbBcCdDeEgGhHiIjJkKlLnNoOrRsStTuUvVwWyYzZ019 \t-'`~\\[]^_\u00c4\u00e4\u00c5\u00e5\u00c6\u00e6\u00d6\u00f6\u00d8\u00f8\u00dc"
                    + "\u00fc\u00df\u00e9\u00c9\u00ef\u00ee\u00fe\u00de\u00f0\u0153\u0131\u0130\u0142\u0160\u0161\u010d\u0107\u017e"
                    + "\u0111\u01c6\u01c4\u0171\u1e9e\u0301\u0308\u030a\u0327\u030c\u0338\u0430\u0410\u0438\u0439\u0451\u0435\u0491"
                    + "\u03b1\u0391\u03ac\u0627\u0623\u0621\u0649\u064a\u0e01\u0e40\u0e44\u0eab\u0ec0\uac00\u1100\u1161\u11a8"
                    + "\u3042\u30a2\u3041\u30fc\u309d\u30cf\u30d1\u309a\uff76\uff41\u2460\u00aa\u00b9\u4e00\u2f00\u0000\u0001\u00ad"
                    + "\ud83d\ude00\ud835\udc00";

    @Parameter
    private MySqlVersion version;

    private final List<String> texts = new ArrayList<>();

    private void makeTexts() {
        IntStream.range(0, PLANES * CHARACTERS_OF_A_PLANE)
                .filter(character -> character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE)
                .mapToObj(Character::toString)
                .forEach(texts::add);
        int[] letters = LETTERS.codePoints().toArray();
        Random random = new Random(SEED);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            texts.add(random.ints(1 + random.nextInt(4), 0, letters.length)
                    .mapToObj(letter -> Character.toString(letters[letter]))
                    .collect(Collectors.joining()));
        }
    }

    private void store(MySqlDatabase database) {
        database.execute(
                "CREATE TABLE texts (id INT PRIMARY KEY, s VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin)");
        for (int from = 0; from < texts.size(); from += MOST_OF_ONE_INSERT) {
            database.execute(IntStream.range(from, Math.min(from + MOST_OF_ONE_INSERT, texts.size()))
                    .mapToObj(id -> "(" + id + ", _utf8mb4 X'"
                            + HexFormat.of().formatHex(texts.get(id).getBytes(StandardCharsets.UTF_8)) + "')")
                    .collect(Collectors.joining(", ", "INSERT INTO texts VALUES ", "")));
        }
    }

    @Test
    void textsThatACollationCallsEqualHaveOneFold() throws Exception {
        makeTexts();
        MySqlServer server = SharedServers.mySql(version);
        List<String> differences = new ArrayList<>();
        int collations = 0;
        try (MySqlDatabase database = server.newDatabase("folds")) {
            store(database);
            try (Connection connection = database.connection()) {
                for (Map.Entry<String, String> collation : collations(server).entrySet()) {
                    if (isWanted(collation.getKey())) {
                        compare(connection, collation.getKey(), collation.getValue(), differences);
                        collations++;
                    }
                }
            }
        }
        System.out.println(
                version + ": " + collations + " collations, " + texts.size() + " texts, -Dtributary.seed=" + SEED);
        assertThat(collations).isPositive();
        assertThat(differences).as("-Dtributary.seed=" + SEED).isEmpty();
    }

    private static boolean isWanted(String collation) {
        return WANTED.isEmpty() ? USUAL.contains(collation) : collation.matches(WANTED);
    }

    /** Returns the character sets by their collations. */
    private Map<String, String> collations(MySqlServer server) {
        String query = version == MySqlVersion.MARIADB
                ? "SELECT FULL_COLLATION_NAME, CHARACTER_SET_NAME FROM"
                        + " information_schema.COLLATION_CHARACTER_SET_APPLICABILITY"
                : "SELECT COLLATION_NAME, CHARACTER_SET_NAME FROM information_schema.COLLATIONS";
        return server.query(query).stream()
                .filter(row -> !NO_TEXT.contains(String.valueOf(row.get(1))))
                .collect(Collectors.toMap(row -> String.valueOf(row.get(0)), row -> String.valueOf(row.get(1))));
    }

    private void compare(Connection connection, String collation, String charset, List<String> differences)
            throws SQLException {
        KeyFold fold = KeyFold.of(ColumnType.parse("varchar(8) collate " + collation));
        String text = charset.equals("utf8mb4") ? "s" : "CONVERT(s USING " + charset + ")";
        String isOfCharset = charset.equals("utf8mb4") ? "TRUE" : "HEX(CONVERT(" + text + " USING utf8mb4)) = HEX(s)";
        Map<String, Integer> first = new HashMap<>();
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            statement.setFetchSize(Integer.MIN_VALUE);
            try (ResultSet weights = statement.executeQuery("SELECT id, WEIGHT_STRING(" + text + " COLLATE " + collation
                    + ") FROM texts WHERE " + isOfCharset)) {
                while (weights.next()) {
                    byte[] weight = weights.getBytes(2);
                    if (weight != null) {
                        int id = weights.getInt(1);
                        Integer equal = first.putIfAbsent(new String(weight, StandardCharsets.ISO_8859_1), id);
                        check(fold, collation, equal == null ? id : equal, id, differences);
                    }
                }
            }
            int from = texts.size() - JOINED_TEXTS;
            try (ResultSet equal = statement.executeQuery("SELECT a.id, b.id FROM (SELECT id, " + text
                    + " AS s FROM texts WHERE id >= " + from + " AND " + isOfCharset + ") a JOIN (SELECT id, " + text
                    + " AS s FROM texts WHERE id >= " + from + " AND " + isOfCharset
                    + ") b ON a.id < b.id AND a.s COLLATE "
                    + collation + " = b.s COLLATE " + collation)) {
                while (equal.next()) {
                    check(fold, collation, equal.getInt(1), equal.getInt(2), differences);
                }
            }
        }
    }

    private void check(KeyFold fold, String collation, int one, int other, List<String> differences) {
        if (one != other && !fold.text(texts.get(one)).equals(fold.text(texts.get(other)))) {
            differences.add(collation + ": " + codes(texts.get(one)) + " folds to "
                    + codes(fold.text(texts.get(one))) + ", " + codes(texts.get(other)) + " to "
                    + codes(fold.text(texts.get(other))));
        }
    }

    private static String codes(String text) {
        return text.codePoints().mapToObj(Integer::toHexString).collect(Collectors.joining(" ", "'", "'"));
    }
}
