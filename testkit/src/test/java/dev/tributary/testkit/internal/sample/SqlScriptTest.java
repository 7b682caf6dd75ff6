package dev.tributary.testkit.internal.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlScriptTest {
    @Test
    void splitsAtSemicolonsOutsideQuotesAndComments() {
        assertThat(SqlScript.split("""
                -- one; two
                SELECT 'a;b', "c;\\"d", `e;f` # g;h
                ; /* i;j */ SELECT 1 -- 2
                ;;
                """)).containsExactly("SELECT 'a;b', \"c;\\\"d\", `e;f`", "SELECT 1");
    }

    @Test
    void keepsTextForServersOnly() {
        assertThat(SqlScript.split("CREATE TABLE t (id INT) /*!50100 PARTITION BY HASH (id) */;"))
                .containsExactly("CREATE TABLE t (id INT) /*!50100 PARTITION BY HASH (id) */");
    }

    @Test
    void followsTheDelimiter() {
        assertThat(SqlScript.split("""
                SELECT 1;
                DELIMITER //
                CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN
                  SET NEW.a = 1;
                END//
                delimiter ;
                SELECT 2"""))
                .containsExactly(
                        "SELECT 1",
                        "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW BEGIN\n  SET NEW.a = 1;\nEND",
                        "SELECT 2");
    }

    @Test
    void doubledQuotesAndEscapesBelongToTheirText() {
        assertThat(SqlScript.split("SELECT 'it''s; ', 'a\\';b'; SELECT 5--1;"))
                .containsExactly("SELECT 'it''s; ', 'a\\';b'", "SELECT 5--1");
    }
}
