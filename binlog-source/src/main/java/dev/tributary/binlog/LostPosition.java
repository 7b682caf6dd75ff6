package dev.tributary.binlog;

/**
 * What a {@link MySqlSource} does where no server has what follows the saved position any more. It never concerns a server that
 * cannot be reached, refuses the account, or has not yet caught up after a failover: those are waited for, or end the pipeline.
 */
public enum LostPosition {

    /** Ends the pipeline with an error that says what is missing and why. */
    FAIL,

    /**
     * Begins anew where the binlog was purged or reset, or the server was restored to an earlier state, which it tells by its
     * own identity ({@code server_uuid}; on MariaDB {@code server_id}): at the server's present end, with a snapshot of the
     * tables that {@link StartFrom#snapshot} names, or else of all that are captured. A warning says so. Of what happened
     * between, only the outcome is delivered; that a row was deleted is not, so that it stays in the target.
     */
    SNAPSHOT,

    /**
     * Does so on another server altogether too: one that has none of the transactions that were read. Note that a wrong host
     * name then brings the rows of the wrong server into the target.
     */
    SNAPSHOT_OF_ANY_SERVER
}
