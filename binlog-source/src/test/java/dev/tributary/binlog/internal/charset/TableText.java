package dev.tributary.binlog.internal.charset;

import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes the tables of character sets from what a real server converts: run it with the folder that they go into. */
final class TableText {

    static final List<String> CHARSETS = List.of(
            "armscii8",
            "big5",
            "cp1250",
            "cp1251",
            "cp1256",
            "cp1257",
            "cp850",
            "cp852",
            "cp866",
            "cp932",
            "dec8",
            "eucjpms",
            "euckr",
            "gb18030",
            "gb2312",
            "gbk",
            "geostd8",
            "greek",
            "hebrew",
            "hp8",
            "keybcs2",
            "koi8r",
            "koi8u",
            "latin1",
            "latin2",
            "latin5",
            "latin7",
            "macce",
            "macroman",
            "sjis",
            "swe7",
            "tis620",
            "ujis");

    private static final String BYTES = "("
            + IntStream.range(0, 256)
                    .mapToObj(i -> "SELECT '%02X' AS h".formatted(i))
                    .collect(Collectors.joining(" UNION ALL "))
            + ")";

    private TableText() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V9)) {
            for (String charset : CHARSETS) {
                Files.writeString(
                        Path.of(arguments[0], charset + ".txt"),
                        print(characters(server, charset)),
                        StandardCharsets.US_ASCII);
            }
        }
    }

    /** Each byte sequence that is one character, as hexadecimal digits, shorter ones first, and its character. */
    static Map<String, Integer> characters(MySqlServer server, String charset) throws SQLException {
        Map<String, Integer> found =
                new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        try (Connection connection = server.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET sql_mode = ''");
            read(statement, charset, "a.h", BYTES + " a", found);
            if (TextDecoder.bytesPerCharacter(charset) > 1) {
                read(statement, charset, "CONCAT(a.h, b.h)", BYTES + " a, " + BYTES + " b WHERE a.h >= '80'", found);
            }
            if (TextDecoder.bytesPerCharacter(charset) == 3) {
                read(statement, charset, "CONCAT('8F', a.h, b.h)", BYTES + " a, " + BYTES + " b", found);
            }
            if (TextDecoder.bytesPerCharacter(charset) == 4) {
                read(
                        statement,
                        charset,
                        "CONCAT(a.h, b.h, c.h, d.h)",
                        BYTES + " a, " + BYTES + " b, " + BYTES + " c, " + BYTES + " d WHERE a.h BETWEEN '81' AND 'FE'"
                                + " AND b.h BETWEEN '30' AND '39' AND c.h BETWEEN '81' AND 'FE'"
                                + " AND d.h BETWEEN '30' AND '39'",
                        found);
            }
        }
        return found;
    }

    private static void read(Statement statement, String charset, String hex, String from, Map<String, Integer> found)
            throws SQLException {
        statement.setFetchSize(Integer.MIN_VALUE);
        try (ResultSet rows = statement.executeQuery("SELECT " + hex + ", CONVERT(CONVERT(UNHEX(" + hex + ") USING "
                + charset + ") USING utf8mb4) FROM " + from)) {
            while (rows.next()) {
                String bytes = rows.getString(1);
                String text = rows.getString(2);
                boolean one = text != null && !text.isEmpty() && text.codePointCount(0, text.length()) == 1;
                boolean itself = one && (!text.equals("?") || bytes.equals("3F"));
                // What follows a byte that is a character by itself is another character.
                if (itself && (bytes.length() == 2 || !found.containsKey(bytes.substring(0, 2)))) {
                    found.put(bytes, text.codePointAt(0));
                }
            }
        }
    }

    static String print(Map<String, Integer> characters) {
        StringBuilder text = new StringBuilder();
        String previous = "";
        int character = 0;
        int more = 0;
        for (Map.Entry<String, Integer> entry : characters.entrySet()) {
            String bytes = entry.getKey();
            if (Character.isSupplementaryCodePoint(entry.getValue())) {
                continue;
            }
            boolean next = follows(previous, bytes);
            if (next && entry.getValue() == character + 1) {
                more++;
            } else {
                end(text, more);
                more = 0;
                text.append(next ? "" : (text.isEmpty() ? "" : "\n") + bytes)
                        .append(" %04X".formatted(entry.getValue()));
            }
            previous = bytes;
            character = entry.getValue();
        }
        end(text, more);
        return text.append('\n').toString();
    }

    private static void end(StringBuilder text, int more) {
        text.append(more == 0 ? "" : "+%X".formatted(more));
    }

    private static boolean follows(String previous, String bytes) {
        if (previous.length() != bytes.length()) {
            return false;
        }
        return place(bytes) == place(previous) + 1;
    }

    private static long place(String bytes) {
        long number = Long.parseLong(bytes, 16);
        return bytes.length() < 8
                ? number
                : CharacterTable.fourBytes(
                        (int) (number >> 24), (int) (number >> 16), (int) (number >> 8), (int) number);
    }
}
