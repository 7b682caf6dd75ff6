package dev.tributary.jdbc;

/** Who does to other rows what foreign keys say, such as {@code ON DELETE CASCADE}, where a row is deleted or its key changes. */
public enum ForeignKeyActions {
    /**
     * The target's foreign keys. So it must be where the changes do not tell: those of MySQL before 9.6, of a later one with {@code
     * innodb_native_foreign_keys=ON}, and of MariaDB. Without {@code exactlyOnce()}, changes that are stored again after a restart
     * act again, on what is there by now.
     */
    BY_TARGET,
    /**
     * The changes themselves tell of each row, as those of MySQL from 9.6 do (see "FOREIGN KEY Constraints" in its manual), and
     * all tables that foreign keys tie together are among those that the sink writes. The target's foreign keys neither check nor
     * act while the sink writes, which MySQL and MariaDB let any user choose, PostgreSQL a superuser or, from version 15, a user
     * with the right {@code SET} on {@code session_replication_role}. Rows of tables with foreign keys are spread over the
     * lanes like all others.
     */
    IN_CHANGES
}
