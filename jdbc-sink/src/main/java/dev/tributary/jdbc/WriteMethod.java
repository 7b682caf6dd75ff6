package dev.tributary.jdbc;

/** How many rows at once are given to a database. */
public enum WriteMethod {
    /** Whatever is the fastest of what database, driver and rights allow, by the number of rows and what is done to them. */
    AUTOMATIC,
    /** Statements of many rows: works everywhere. */
    STATEMENTS,
    /**
     * New rows go as a file from memory: {@code LOAD DATA LOCAL} on MySQL and MariaDB, through Connector/J, if the server's
     * {@code local_infile} is on and the data source has {@code allowLoadLocalInfile=true}; {@code COPY} on PostgreSQL, through
     * pgJDBC. Rows that are there already, and whatever the database would change or leave out, are written by statements, as is
     * all else.
     */
    FILE
}
