package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.TransactionSet;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.ServerVersion;
import dev.tributary.binlog.internal.row.ServerKind;
import java.util.List;
import java.util.Optional;

/** What differs between the two kinds of server in how they are asked, and what they answer. Immutable. */
sealed interface Flavour permits MySqlFlavour, MariaDbFlavour {

    static Flavour of(ServerVersion version) {
        return version.isMariaDb() ? new MariaDbFlavour(version) : new MySqlFlavour(version);
    }

    /** The product's name, for messages. */
    String product();

    /** What its table maps mean. */
    ServerKind kind();

    /** What is wrong with a version; empty if nothing is. */
    Optional<String> versionFinding(ServerVersion version);

    /** Whether the server gives its transactions GTIDs. */
    boolean hasGtids(ServerFacts facts);

    /** What tells the server from others: files of one mean nothing on another. */
    String identity(ServerFacts facts);

    /** The statement that lists the numbers of collations, each with its character set and name. */
    String collationsStatement();

    /** The statement that shows where the binlog ends. */
    String statusStatement();

    /** The statement that shows what the server replicates, if it is a replica. */
    String replicationStatement();

    /** The replicas that have registered, as far as the account may see them. */
    List<Replica> replicas(BinlogConnection connection);

    /** Whether the account may read the binlog. */
    boolean mayReplicate(BinlogConnection connection);

    /** A set without a transaction. */
    TransactionSet nothing();

    /** All transactions that the server has executed. */
    TransactionSet executed(BinlogConnection connection);

    /** Those of them that its binlog no longer has. */
    TransactionSet purged(BinlogConnection connection);

    /** What is at the end of the binlog and can be waited for. */
    TransactionSet reachable(BinlogConnection connection);

    /** The statements that set a variable, for good where the server can. */
    String set(String variable, String value);

    /** A value as SQL: a number as it is, since servers take no other form of one. */
    static String literal(String value) {
        return value.matches("\\d+") ? value : "'" + value + "'";
    }
}
