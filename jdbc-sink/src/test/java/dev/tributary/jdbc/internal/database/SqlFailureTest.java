package dev.tributary.jdbc.internal.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {

    @ParameterizedTest
    @CsvSource({
        "08S01, 0, CONNECTION, MySQL: the connection is lost",
        "HY000, 1290, CONNECTION, MySQL: the server is read-only",
        "HY000, 1836, CONNECTION, MySQL: the server is read-only for ever",
        "08004, 1040, CONNECTION, MySQL: too many connections",
        "42000, 1203, CONNECTION, MySQL: too many connections of one user",
        "70100, 1927, CONNECTION, MariaDB: the connection was killed",
        "40001, 1213, TRANSACTION, MySQL: deadlock",
        "HY000, 1205, TRANSACTION, MySQL: lock wait time-out",
        "HY000, 1114, TRANSACTION, MySQL: the table or disk is full",
        "HY000, 1020, TRANSACTION, MariaDB: the row changed meanwhile",
        "22001, 1406, ROW, MySQL: too long",
        "23000, 1048, ROW, MySQL: not null",
        "HY000, 3819, ROW, MySQL: check",
        "23000, 4025, ROW, MariaDB: check",
        "HY000, 1366, ROW, MySQL: wrong type",
        "21000, 1242, ROW, MySQL: the key of another row",
        "42000, 1142, CONFIGURATION, MySQL: privileges",
        "08006, 0, CONNECTION, PostgreSQL: the connection is lost",
        "57P01, 0, CONNECTION, PostgreSQL: ended by an administrator",
        "25006, 0, CONNECTION, PostgreSQL: read-only",
        "53300, 0, CONNECTION, PostgreSQL: too many connections",
        "53100, 0, TRANSACTION, PostgreSQL: the disk is full",
        "40001, 0, TRANSACTION, PostgreSQL: serialization failure",
        "40P01, 0, TRANSACTION, PostgreSQL: deadlock",
        "55P03, 0, TRANSACTION, PostgreSQL: lock time-out",
        "57014, 0, TRANSACTION, PostgreSQL: statement time-out",
        "23514, 0, ROW, PostgreSQL: check",
        "22P02, 0, ROW, PostgreSQL: wrong type",
        "54000, 0, ROW, PostgreSQL: too large for an index",
        "42501, 0, CONFIGURATION, PostgreSQL: privileges",
        "28P01, 0, CONFIGURATION, PostgreSQL: password",
        "HYT00, 50200, TRANSACTION, H2: lock time-out",
        "90131, 90131, TRANSACTION, H2: the row changed meanwhile",
        "90121, 90121, CONNECTION, H2: shut down",
        "22001, 22001, ROW, H2: too long",
        "42S02, 1146, OTHER, anything else"
    })
    void tellsByStateAndCodeWhatAnErrorMeans(String state, int code, SqlFailure expected, String what) {
        assertThat(SqlFailure.of(new SQLException("", state, code))).as(what).isEqualTo(expected);
    }

    @Test
    void tellsByTypeWhatHasNeitherStateNorCode() {
        assertThat(SqlFailure.of(new SQLRecoverableException())).isEqualTo(SqlFailure.CONNECTION);
        assertThat(SqlFailure.of(new SQLTransientConnectionException())).isEqualTo(SqlFailure.TRANSACTION);
        assertThat(SqlFailure.of(new SQLException())).isEqualTo(SqlFailure.OTHER);
    }

    @ParameterizedTest
    @CsvSource({
        "23000, 1062, true",
        "21000, 1242, true",
        "23000, 1451, true",
        "23505, 0, true",
        "23503, 0, true",
        "23505, 23505, true",
        "23000, 1048, false",
        "23514, 0, false",
        "22001, 1406, false"
    })
    void tellsWhetherAnotherRowStandsInTheWay(String state, int code, boolean expected) {
        assertThat(SqlFailure.isConflict(new SQLException("", state, code))).isEqualTo(expected);
    }
}
