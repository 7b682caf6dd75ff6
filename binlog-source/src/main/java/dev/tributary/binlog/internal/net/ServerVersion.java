package dev.tributary.binlog.internal.net;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's version.
 *
 * @param text as the server says it
 */
public record ServerVersion(int major, int minor, int patch, String text) {

    /** MariaDB 10 puts a version before its own, for old replicas. */
    private static final Pattern NUMBERS = Pattern.compile("(?:5\\.5\\.5-(?=.*MariaDB))?(\\d+)\\.(\\d+)\\.(\\d+).*");

    static ServerVersion parse(String text) {
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            throw new BinlogFailure(BinlogFailure.Kind.CORRUPT, "The server's version '" + text + "' has no numbers");
        }
        return new ServerVersion(
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)),
                text);
    }

    public boolean isAtLeast(int otherMajor, int otherMinor, int otherPatch) {
        if (major != otherMajor) {
            return major > otherMajor;
        }
        return minor != otherMinor ? minor > otherMinor : patch >= otherPatch;
    }

    public boolean isMariaDb() {
        return text.contains("MariaDB");
    }

    @Override
    public String toString() {
        return text;
    }
}
