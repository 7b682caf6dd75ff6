package dev.tributary.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.binlog.PreflightReport.Finding;
import dev.tributary.binlog.PreflightReport.Severity;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each finding on a real server. Those that need a server started otherwise are in {@link PreflightOptionsIT}. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0", "MARIADB"})
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PreflightIT {

    private static final String PASSWORD = "s3cret";

    private static MySqlServer server;

    @Parameter
    private MySqlVersion version;

    @BeforeParameterizedClassInvocation
    static void start(MySqlVersion version) {
        server = MySqlServer.builder().version(version).fast().start();
        server.createReplicationUser("tributary", PASSWORD);
        server.createUser("blind", PASSWORD, "REPLICATION SLAVE, REPLICATION CLIENT ON *.*");
        server.createUser("poor", PASSWORD);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        server.close();
    }

    @BeforeEach
    void createTable() {
        server.execute("CREATE DATABASE shop", "CREATE TABLE shop.orders (id INT PRIMARY KEY)");
    }

    @AfterEach
    void dropTables() {
        server.execute("DROP DATABASE shop");
    }

    private static MySqlSource source(String user, String... tables) {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials(user, PASSWORD)
                .tables(tables)
                .build();
    }

    /** The findings of a severity, as one line each. */
    private static List<String> found(Severity severity, MySqlSource source) {
        return source.preflight().findings(severity).stream()
                .map(Finding::toString)
                .toList();
    }

    private static List<String> warnings(String... tables) {
        return found(Severity.WARNING, source("tributary", tables));
    }

    private static void withSetting(String variable, String value, Runnable test) {
        String before = Objects.toString(
                server.query("SELECT @@GLOBAL." + variable).get(0).get(0));
        server.execute("SET GLOBAL " + variable + " = " + value);
        try {
            test.run();
        } finally {
            server.execute("SET GLOBAL " + variable + " = " + (before.matches("\\d+") ? before : "'" + before + "'"));
        }
    }

    private boolean isMariaDb() {
        return version == MySqlVersion.MARIADB;
    }

    /** The statement that mends a setting. */
    private String set(String variable, String value) {
        return isMariaDb()
                ? "run: SET GLOBAL " + variable + " = '" + value + "'; and write " + variable + "=" + value
                        + " into the [mariadbd] section of its configuration"
                : "run: SET PERSIST " + variable + " = '" + value + "';";
    }

    @Test
    void findsNothingToMendOnAServerThatIsSetWell() {
        withSetting("binlog_expire_logs_seconds", "604800", () -> {
            PreflightReport report = source("tributary", "shop.orders").preflight();

            assertThat(report.findings()).isEmpty();
            assertThat(report.hasErrors()).isFalse();
            assertThat(report).hasToString(server.host() + ":" + server.port() + ": ready, nothing to mend");
        });
    }

    @Test
    void findsMissingPrivilegesAndShowsTheGrant() {
        assertThat(found(Severity.ERROR, source("poor", "shop.orders")))
                .containsExactly(
                        "The account 'poor' lacks REPLICATION SLAVE and REPLICATION CLIENT; run: GRANT REPLICATION"
                                + " SLAVE, REPLICATION CLIENT ON *.* TO 'poor'@'%';");
    }

    @Test
    void findsThatTheAccountIsRefused() {
        MySqlSource source = MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials("tributary", "wrong")
                .tables("shop.orders")
                .build();

        assertThat(found(Severity.ERROR, source)).singleElement().asString().startsWith("Cannot log in to ");
    }

    @Test
    void findsEachServerThatCannotBeReached() {
        MySqlSource source = MySqlSource.builder()
                .endpoint("127.0.0.1", 1)
                .endpoint(server.host(), server.port())
                .credentials("tributary", PASSWORD)
                .tables("shop.orders")
                .build();

        PreflightReport report = source.preflight();

        assertThat(report.findings(Severity.ERROR)).singleElement().satisfies(finding -> {
            assertThat(finding.server()).isEqualTo("127.0.0.1:1");
            assertThat(finding.what()).startsWith("Cannot connect to 127.0.0.1:1");
        });
        assertThat(report.toString())
                .startsWith("127.0.0.1:1: not ready, 1 error, 0 warnings, 0 notes\nERROR    Cannot connect")
                .contains("\n\n" + server.host() + ":" + server.port() + ": ready");
    }

    @Test
    void findsSettingsAllAtOnceWithTheStatementsThatMendThem() {
        withSetting(
                "binlog_format",
                "'MIXED'",
                () -> withSetting("binlog_row_metadata", "'MINIMAL'", () -> {
                    MySqlSource source = source("tributary", "shop.orders");

                    assertThat(found(Severity.ERROR, source))
                            .containsExactly(
                                    "binlog_format is MIXED, so that changes are logged as statements, from which no row can be"
                                            + " told; " + set("binlog_format", "ROW")
                                            + " (sessions that are open keep their own value until they reconnect)");
                    assertThat(found(Severity.WARNING, source))
                            .containsExactly(
                                    "binlog_row_metadata is MINIMAL, so that the names of columns are looked up in the"
                                            + " catalogue, and changes of a table that is altered before they are read stop the pipeline; "
                                            + set("binlog_row_metadata", "FULL")
                                            + " (sessions that are open keep their own value until they reconnect)");
                    assertThat(source.preflight().toString())
                            .startsWith(server.host() + ":" + server.port() + ": not ready, 1 error, 1 warning, ")
                            .contains(
                                    "\nERROR    binlog_format is MIXED, so that changes are logged as statements, from which no row"
                                            + " can be told\n         " + set("binlog_format", "ROW"));
                }));
    }

    @Test
    void findsRowsThatLackColumns() {
        withSetting(
                "binlog_row_image",
                "'MINIMAL'",
                () -> assertThat(warnings("shop.orders"))
                        .singleElement()
                        .asString()
                        .startsWith("binlog_row_image is MINIMAL, so that rows lack columns")
                        .contains("; for whole rows " + set("binlog_row_image", "FULL")));
    }

    @Test
    void findsThatTheBinlogIsRemovedSoon() {
        withSetting(
                "binlog_expire_logs_seconds",
                "3600",
                () -> assertThat(warnings("shop.orders"))
                        .singleElement()
                        .asString()
                        .startsWith(
                                "The server removes binlog files after 3600 s (binlog_expire_logs_seconds): a pipeline that stands"
                                        + " still for longer has lost changes; run: SET ")
                        .contains("binlog_expire_logs_seconds = 604800"));
    }

    @Test
    void findsThatTheBinlogIsRemovedByItsSize() {
        if (!isMariaDb()) {
            assertThat(server.query("SHOW GLOBAL VARIABLES LIKE 'max_binlog_total_size'"))
                    .isEmpty();
            return;
        }
        withSetting(
                "max_binlog_total_size",
                "1073741824",
                () -> assertThat(warnings("shop.orders"))
                        .singleElement()
                        .asString()
                        .matches("The server removes binlog files when all of them exceed 1073741824 bytes"
                                + " \\(max_binlog_total_size; it holds \\d+ now\\): a pipeline that stands still while as much"
                                + " is written has lost changes; raise it above what is written during your longest outage,"
                                + " or let time decide: SET GLOBAL max_binlog_total_size = 0; and write .*"));
    }

    @Test
    void findsThatTheBinlogIsNeverRemoved() {
        withSetting(
                "binlog_expire_logs_seconds",
                "0",
                () -> assertThat(found(Severity.INFO, source("tributary", "shop.orders")))
                        .singleElement()
                        .asString()
                        .startsWith(
                                "The server never removes a binlog file (binlog_expire_logs_seconds is 0), so that its disk"
                                        + " fills; run: SET "));
    }

    @Test
    void findsTablesWithoutAKey() {
        server.execute(
                "CREATE TABLE shop.log (line TEXT)",
                "CREATE TABLE shop.loose (id INT, UNIQUE (id))",
                "CREATE TABLE shop.strict (id INT NOT NULL, UNIQUE (id))");

        assertThat(warnings("shop.*"))
                .containsExactly(
                        "The table shop.log has no primary key, so that its changes have no key: topics do not keep their"
                                + " order, and targets cannot tell which row is meant; run: ALTER TABLE `shop`.`log` ADD COLUMN id"
                                + " BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY; or make a key of columns that it has",
                        "The table shop.loose has no primary key, so that its changes have no key: topics do not keep their"
                                + " order, and targets cannot tell which row is meant; run: ALTER TABLE `shop`.`loose` ADD COLUMN id"
                                + " BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY; or make a key of columns that it has");
        assertThat(warnings("shop.strict", "shop.orders")).isEmpty();
    }

    @Test
    void countsWhatIsTooMuchToRead() {
        for (int i = 0; i < 23; i++) {
            server.execute("CREATE TABLE shop.log" + i + " (line TEXT)");
        }

        assertThat(warnings("shop.*")).hasSize(21).last().isEqualTo("The same is true of 3 more");
    }

    @Test
    void findsEnginesWithoutTransactions() {
        server.execute(
                "CREATE TABLE shop.counter (id INT PRIMARY KEY) ENGINE = MyISAM",
                "CREATE TABLE shop.session (id INT PRIMARY KEY) ENGINE = MEMORY");

        assertThat(warnings("shop.*"))
                .containsExactly(
                        "The table shop.counter has the engine MyISAM, which knows no transactions: what a rollback leaves"
                                + " behind is delivered, and after a crash of the server table and binlog can differ; run: ALTER"
                                + " TABLE `shop`.`counter` ENGINE = InnoDB;",
                        "The table shop.session has the engine MEMORY, which is empty after a restart of the server: that"
                                + " comes as a truncation of the table; run: ALTER TABLE `shop`.`session` ENGINE = InnoDB;");
    }

    @Test
    void findsForeignKeysWhoseCascadesAreNotLogged() {
        server.execute(
                "CREATE TABLE shop.item (id INT PRIMARY KEY, order_id INT, CONSTRAINT of_order FOREIGN KEY (order_id)"
                        + " REFERENCES shop.orders (id) ON DELETE CASCADE ON UPDATE RESTRICT)",
                "CREATE TABLE shop.note (id INT PRIMARY KEY, order_id INT, CONSTRAINT on_order FOREIGN KEY (order_id)"
                        + " REFERENCES shop.orders (id) ON DELETE RESTRICT)");
        String mariaDb =
                "The foreign key of_order of the table shop.item changes its rows ON DELETE CASCADE inside the storage"
                        + " engine, which writes nothing of that to the binlog: these changes are not seen; run: ALTER TABLE"
                        + " `shop`.`item` DROP FOREIGN KEY `of_order`; and let the application change these rows";

        assertThat(warnings("shop.*"))
                .isEqualTo(
                        switch (version) {
                            case V9 -> List.of(); // writes them, as the next test shows
                            case MARIADB -> List.of(mariaDb);
                            default -> List.of(mariaDb + ", or upgrade to MySQL 9.6 or later, which logs them");
                        });
        assertThat(warnings("shop.orders", "shop.note")).isEmpty();
    }

    @Test
    void isRightAboutCascadesInTheBinlog() {
        server.execute(
                "CREATE TABLE shop.item (id INT PRIMARY KEY, order_id INT, FOREIGN KEY (order_id)"
                        + " REFERENCES shop.orders (id) ON DELETE CASCADE)",
                "INSERT INTO shop.orders VALUES (1)",
                "INSERT INTO shop.item VALUES (1, 1)",
                "FLUSH BINARY LOGS",
                "DELETE FROM shop.orders");
        String file = Objects.toString(server.query("SHOW BINARY LOGS").stream()
                .reduce((older, newer) -> newer)
                .orElseThrow()
                .get(0));

        assertThat(server.query("SHOW BINLOG EVENTS IN '" + file + "'").stream()
                        .filter(row -> Objects.toString(row.get(2)).startsWith("Delete_rows")))
                .hasSize(version == MySqlVersion.V9 ? 2 : 1);
    }

    @Test
    void findsTablesThatAreNotThere() {
        assertThat(warnings("shop.orders", "shop.ordres"))
                .containsExactly(
                        "The table shop.ordres does not exist; check the name; the table is captured from when it is"
                                + " created on");
        assertThat(warnings("shop\\.ord.r_[0-9]+"))
                .singleElement()
                .asString()
                .startsWith(
                        "No table that the account may see matches [shop\\.ord.r_[0-9]+]; check the patterns, or run: GRANT"
                                + " SELECT ON *.* TO 'tributary'@'%';");
    }

    @Test
    void saysWhatAnAccountWithoutSelectCannotSee() {
        assertThat(found(Severity.INFO, source("blind", "shop.orders")))
                .contains(
                        "The account 'blind' may not see the tables of the database 'shop', so that their keys, engines and"
                                + " foreign keys are not checked; run: GRANT SELECT ON `shop`.* TO 'blind'@'%';");
        withSetting(
                "binlog_row_metadata",
                "'MINIMAL'",
                () -> assertThat(found(Severity.ERROR, source("blind", "shop.orders")))
                        .containsExactly(
                                "The account 'blind' may not see the tables of the database 'shop', which it must where"
                                        + " binlog_row_metadata is not FULL, or there is no such database; run: GRANT SELECT ON `shop`.* TO"
                                        + " 'blind'@'%';"));
    }

    @Test
    void findsThatASavedPositionIsPurged() {
        MySqlSource source = source("tributary", "shop.orders");
        String earliest = isMariaDb()
                ? "mariadb:1;server=1;gtids=;offset=4;file="
                : "mysql:1;server="
                        + server.query("SELECT @@server_uuid").get(0).get(0) + ";gtids=;offset=4;file=";
        assertThat(source.preflight(source.decodePosition(earliest)).hasErrors())
                .isFalse();
        server.execute("FLUSH BINARY LOGS", "INSERT INTO shop.orders VALUES (1)", "FLUSH BINARY LOGS");
        String newest = Objects.toString(server.query("SHOW BINARY LOGS").stream()
                .reduce((older, newer) -> newer)
                .orElseThrow()
                .get(0));
        server.execute("PURGE BINARY LOGS TO '" + newest + "'");

        assertThat(source.preflight(source.decodePosition(earliest)).findings(Severity.ERROR))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.what()).contains("purged").contains("raise binlog_expire_logs_seconds"));
    }
}
