package dev.tributary.binlog.internal.snapshot;

/** Compares places of one server. */
final class Places {

    private Places() {}

    /** Whether a place is not before another of the same server; its files are numbered. */
    static boolean isAtOrBehind(StreamPlace place, StreamPlace other) {
        int byNumber = Long.compare(number(place.file()), number(other.file()));
        return byNumber > 0 || (byNumber == 0 && place.offset() >= other.offset());
    }

    private static long number(String file) {
        return Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
    }
}
