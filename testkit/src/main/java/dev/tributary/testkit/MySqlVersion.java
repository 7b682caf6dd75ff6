package dev.tributary.testkit;

/** A generation of server that the testkit can provide. */
public enum MySqlVersion {
    /** MySQL 9, the current innovation or long-term release that the distribution has. */
    V9("MySQL 9"),
    /** MySQL 8.0. */
    V8_0("MySQL 8.0"),
    /** MariaDB, for tests that want it by name and where no MySQL can be had. */
    MARIADB("MariaDB");

    private final String title;

    MySqlVersion(String title) {
        this.title = title;
    }

    /** The product's name and generation, for people. */
    @Override
    public String toString() {
        return title;
    }
}
