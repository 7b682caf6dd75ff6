package dev.tributary.binlog.internal.row;

/** Knows the collations of a server, which table maps name by number. */
@FunctionalInterface
public interface CollationNames {

    /** The character set of a collation, by the server's name. */
    String charset(int collation);

    /** The server's name of a collation; empty where it is not known. */
    default String name(int collation) {
        return "";
    }
}
