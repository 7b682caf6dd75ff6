package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.Row;
import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithMySql;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares each character of the basic plane that a character set has with what the server makes of it. */
@WithMySql
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CharsetsIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ascii", "armscii8", "big5", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866", "cp932",
                "dec8", "eucjpms", "euckr", "gb18030", "gb2312", "gbk", "geostd8", "greek", "hebrew", "hp8", "keybcs2",
                "koi8r", "koi8u", "latin1", "latin2", "latin5", "latin7", "macce", "macroman", "sjis", "swe7", "tis620",
                "ucs2", "ujis", "utf16", "utf16le", "utf32", "utf8mb3", "utf8mb4"
            })
    void readsEachCharacterAsTheServerDoes(String charset, MySqlServer server, MySqlDatabase database) {
        String table = "chars_" + charset;
        database.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY AUTO_INCREMENT, c VARCHAR(1) CHARACTER SET "
                + charset + ", u VARCHAR(1) CHARACTER SET utf8mb4)");
        Capture capture = new Capture(server);
        TransactionSet before = capture.executed();
        try (BinlogConnection session = Capture.connect(server)) {
            session.query("USE " + database.name());
            session.query("SET cte_max_recursion_depth = 70000, sql_mode = ''");
            session.query("INSERT INTO " + table + " (c, u) SELECT x, CONVERT(x USING utf8mb4) FROM ("
                    + "WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 65535) "
                    + "SELECT CONVERT(CONVERT(UNHEX(LPAD(HEX(i), 4, '0')) USING ucs2) USING " + charset + ") AS x, i "
                    + "FROM n WHERE i < 55296 OR i > 57343) AS t WHERE x <> '?' OR i = 63");
        }
        List<Row> rows = capture.changes(before, database.name()).stream()
                .map(change -> Objects.requireNonNull(change.after()))
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(90)
                .allSatisfy(row -> assertThat(row.getString("c")).isEqualTo(row.getString("u")));
    }
}
