package dev.tributary.binlog.internal.event;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Where transaction numbers are counted: a server's UUID and, since MySQL 8.4, a tag.
 *
 * @param tag in lower case; empty where there is none
 */
public record GtidSource(UUID uuid, String tag) implements Comparable<GtidSource> {

    private static final Pattern TAG = Pattern.compile("[a-z_][a-z0-9_]{0,31}");

    public GtidSource {
        if (!tag.isEmpty() && !isTag(tag)) {
            throw new IllegalArgumentException("GTID tag '" + tag
                    + "': expected a letter or underscore, then up to 31 letters, digits or underscores");
        }
    }

    static boolean isTag(String text) {
        return TAG.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    public boolean isTagged() {
        return !tag.isEmpty();
    }

    /** In the server's order: by the UUID's bytes, then by tag. */
    @Override
    public int compareTo(GtidSource other) {
        int order = Long.compareUnsigned(uuid.getMostSignificantBits(), other.uuid.getMostSignificantBits());
        if (order == 0) {
            order = Long.compareUnsigned(uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
        }
        return order != 0 ? order : tag.compareTo(other.tag);
    }

    @Override
    public String toString() {
        return isTagged() ? uuid + ":" + tag : uuid.toString();
    }
}
