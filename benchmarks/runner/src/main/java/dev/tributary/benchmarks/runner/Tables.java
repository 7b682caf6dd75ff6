package dev.tributary.benchmarks.runner;

import dev.tributary.benchmarks.contest.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The tables of the database, and the statements that write to them. */
final class Tables {

    static final String DATABASE = "bench";

    /** How many tables there are of which one is captured. */
    static final int BUSY = 10;

    private static final String GROUP_OF_DIGITS = "LPAD(FLOOR(RAND() * 1e11), 11, '0')";

    private Tables() {}

    /** The statements that make all tables; {@code numbers} holds the numbers below the size of a transaction. */
    static List<String> create() {
        List<String> statements = new ArrayList<>(List.of(
                "CREATE DATABASE " + DATABASE,
                "USE " + DATABASE,
                "CREATE TABLE " + Task.MARKER + " (id INT PRIMARY KEY AUTO_INCREMENT)",
                "CREATE TABLE numbers (n INT PRIMARY KEY)",
                "SET SESSION cte_max_recursion_depth = " + Dataset.TRANSACTION,
                "INSERT INTO numbers WITH RECURSIVE some (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM some WHERE n < "
                        + (Dataset.TRANSACTION - 1) + ") SELECT n FROM some",
                """
                CREATE TABLE orders (
                  id BIGINT PRIMARY KEY,
                  customer_id INT UNSIGNED NOT NULL,
                  product_id INT NOT NULL,
                  quantity SMALLINT NOT NULL,
                  status ENUM('new', 'paid', 'packed', 'shipped', 'delivered', 'returned') NOT NULL,
                  price DECIMAL(12,2) NOT NULL,
                  weight DOUBLE NOT NULL,
                  email VARCHAR(100) NOT NULL,
                  note TEXT,
                  attributes JSON,
                  placed_at DATETIME(6) NOT NULL,
                  updated_at TIMESTAMP NOT NULL)""",
                """
                CREATE TABLE articles (
                  id BIGINT PRIMARY KEY,
                  title VARCHAR(300) NOT NULL,
                  summary TEXT NOT NULL,
                  body MEDIUMTEXT NOT NULL)""",
                "CREATE TABLE ticks (id BIGINT PRIMARY KEY AUTO_INCREMENT, sent_micros BIGINT NOT NULL,"
                        + " payload VARCHAR(100) NOT NULL)",
                createSbtest("sbtest1")));
        IntStream.range(0, BUSY).forEach(i -> statements.add(createSbtest(busy(i))));
        return statements;
    }

    /** All tables that a dataset captures or could. */
    static List<String> captured() {
        return Stream.of(Dataset.values())
                .flatMap(dataset -> dataset.tables().stream())
                .distinct()
                .toList();
    }

    /** The name of one of the {@link #BUSY} tables. */
    static String busy(int index) {
        return "busy" + index;
    }

    /** A table as sysbench makes them. */
    private static String createSbtest(String table) {
        return "CREATE TABLE " + table + " (id INT PRIMARY KEY, k INT NOT NULL, c CHAR(120) NOT NULL,"
                + " pad CHAR(60) NOT NULL)";
    }

    static String insertOrders(int begin, int number) {
        return """
                INSERT INTO orders SELECT
                  n + %d,
                  FLOOR(RAND() * 1e6),
                  FLOOR(RAND() * 1e5),
                  1 + n %% 20,
                  1 + n %% 6,
                  ROUND(RAND() * 1e5, 2),
                  RAND() * 100,
                  CONCAT('customer.', FLOOR(RAND() * 1e6), '@mail.example.com'),
                  IF(n %% 4 = 0, NULL, CONCAT('Leave with the neighbour at no. ', n, ', please ring twice; ref ', HEX(n * 7919))),
                  JSON_OBJECT('color', ELT(1 + n %% 3, 'red', 'green', 'blue'), 'size', n %% 50, 'gift', n %% 2 = 0),
                  TIMESTAMP'2026-01-01 00:00:00' + INTERVAL FLOOR(RAND() * 1e13) MICROSECOND,
                  TIMESTAMP'2026-06-01 00:00:00' + INTERVAL n SECOND
                FROM numbers WHERE n < %d""".formatted(begin, number);
    }

    /** Text of digits as sysbench writes it. */
    static String insertSbtest(String table, int begin, int number) {
        return "INSERT INTO " + table + " SELECT n + " + begin + ", FLOOR(RAND() * 1e6), " + digits(10) + ", "
                + digits(5) + " FROM numbers WHERE n < " + number;
    }

    static String updateOrders(int begin, int number) {
        return """
                UPDATE orders SET quantity = quantity + 1, status = 'returned', price = price + 1.1, note = 'sent back',
                  updated_at = updated_at + INTERVAL 1 DAY
                WHERE id >= %d AND id < %d""".formatted(begin, begin + number);
    }

    /** About 2,000 bytes a row: most of it ASCII, with quotes, line ends, letters of two and three bytes and an emoji. */
    static String insertArticles(int begin, int number) {
        return """
                INSERT INTO articles SELECT
                  n + %d,
                  CONCAT('„Über die Größe“ – Teil ', n, ' 🚀'),
                  CONCAT('日本語の要約 ', n, '. ', REPEAT('Plain words make a summary that needs no escapes. ', 6)),
                  CONCAT('She said "yes" on day ', n, ',\\n',
                    REPEAT('the quick brown fox jumps over the lazy dog, again and again;\\n\\tand naïve façades don''t care. ', 16))
                FROM numbers WHERE n < %d""".formatted(begin, number);
    }

    static String mark() {
        return "INSERT INTO " + Task.MARKER + " VALUES ()";
    }

    private static String digits(int groups) {
        return "CONCAT_WS('-'" + (", " + GROUP_OF_DIGITS).repeat(groups) + ")";
    }
}
