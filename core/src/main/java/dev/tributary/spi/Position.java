package dev.tributary.spi;

/**
 * Where a split stands: everything up to here has been read, delivered or stored, depending on who says it. Positions
 * of one split are only partially ordered (GTID sets are), so they are compared by {@link #covers} alone.
 *
 * <p>Implementations are immutable, with {@code equals}, and {@code toString()} prints them for people.
 */
public interface Position {

    /** Returns whether all that {@code other} stands for lies at or before this position. */
    boolean covers(Position other);

    /** Returns whether the record that came from {@code origin} lies before this position, which so includes it. */
    boolean includes(Origin origin);

    /** Returns the position in a versioned, printable form of one line, which {@link Source#decodePosition} reads. */
    String encode();
}
