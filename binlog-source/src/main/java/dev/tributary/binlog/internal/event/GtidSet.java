package dev.tributary.binlog.internal.event;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A set of transactions of MySQL: for each source, ranges of numbers. Tags included. Immutable; {@link #plus} makes the
 * next set at the cost of copying one small map, shared ranges and all, which is cheap enough for once a commit.
 */
public final class GtidSet implements TransactionSet {

    public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

    private final SortedMap<GtidSource, Intervals> bySource;

    private GtidSet(SortedMap<GtidSource, Intervals> bySource) {
        this.bySource = bySource;
    }

    /**
     * Reads the server's form, {@code uuid:1-5:7:tag:1-3,uuid:…}, in which white space and letter case do not matter.
     *
     * @throws IllegalArgumentException naming the part that is not understood
     */
    public static GtidSet parse(String text) {
        SortedMap<GtidSource, Intervals> bySource = new TreeMap<>();
        for (String group : text.split(",", -1)) {
            if (!group.isBlank()) {
                parseGroup(group.strip(), bySource);
            }
        }
        return new GtidSet(bySource);
    }

    private static void parseGroup(String group, SortedMap<GtidSource, Intervals> bySource) {
        String[] parts = group.split(":", -1);
        GtidSource source = new GtidSource(parseUuid(parts[0].strip(), group), "");
        boolean empty = true;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (GtidSource.isTag(part)) {
                source = new GtidSource(source.uuid(), part.toLowerCase(Locale.ROOT));
            } else {
                bySource.put(source, parseInterval(part, group, bySource.getOrDefault(source, Intervals.NONE)));
                empty = false;
            }
        }
        if (empty) {
            throw new IllegalArgumentException("GTID set '" + group + "': expected UUID:FIRST-LAST");
        }
    }

    private static UUID parseUuid(String text, String group) {
        // UUID.fromString accepts shortened groups.
        if (text.length() == 36) {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("GTID set '" + group + "': '" + text + "' is no UUID", e);
            }
        }
        throw new IllegalArgumentException("GTID set '" + group + "': '" + text + "' is no UUID");
    }

    private static Intervals parseInterval(String text, String group, Intervals known) {
        int dash = text.indexOf('-');
        try {
            long first =
                    Long.parseLong(dash < 0 ? text : text.substring(0, dash).strip());
            long last =
                    dash < 0 ? first : Long.parseLong(text.substring(dash + 1).strip());
            return known.plus(first, last);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("GTID set '" + group + "': '" + text + "' is no interval", e);
        }
    }

    static GtidSet of(SortedMap<GtidSource, Intervals> bySource) {
        return new GtidSet(bySource);
    }

    SortedMap<GtidSource, Intervals> bySource() {
        return bySource;
    }

    @Override
    public boolean isEmpty() {
        return bySource.isEmpty();
    }

    /** The number of transactions in the set. */
    public long size() {
        return bySource.values().stream().mapToLong(Intervals::size).sum();
    }

    public boolean contains(Gtid gtid) {
        return bySource.getOrDefault(gtid.source(), Intervals.NONE).contains(gtid.number());
    }

    @Override
    public boolean containsAll(TransactionSet other) {
        return other instanceof GtidSet set && containsAll(set);
    }

    private boolean containsAll(GtidSet other) {
        return other.bySource.entrySet().stream()
                .allMatch(entry ->
                        bySource.getOrDefault(entry.getKey(), Intervals.NONE).containsAll(entry.getValue()));
    }

    @Override
    public GtidSet plus(TransactionId id) {
        if (!(id instanceof Gtid gtid)) {
            throw new MalformedEventException("the GTID " + id + " among those of MySQL");
        }
        SortedMap<GtidSource, Intervals> copy = new TreeMap<>(bySource);
        Intervals known = copy.getOrDefault(gtid.source(), Intervals.NONE);
        copy.put(gtid.source(), known.plus(gtid.number(), gtid.number()));
        return new GtidSet(copy);
    }

    @Override
    public GtidSet minus(TransactionSet other) {
        return other instanceof GtidSet set ? minus(set) : this;
    }

    @Override
    public long countBeyond(TransactionSet other) {
        return minus(other).size();
    }

    @Override
    public boolean isRelatedTo(TransactionSet other) {
        return other instanceof GtidSet set && !Collections.disjoint(bySource.keySet(), set.bySource.keySet());
    }

    private GtidSet minus(GtidSet other) {
        SortedMap<GtidSource, Intervals> rest = new TreeMap<>();
        bySource.forEach((source, intervals) -> {
            Intervals left = intervals.minus(other.bySource.getOrDefault(source, Intervals.NONE));
            if (left.count() > 0) {
                rest.put(source, left);
            }
        });
        return new GtidSet(rest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GtidSet that && bySource.equals(that.bySource);
    }

    @Override
    public int hashCode() {
        return bySource.hashCode();
    }

    /** The server's canonical form, on one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        UUID previous = null;
        for (var entry : bySource.entrySet()) {
            GtidSource source = entry.getKey();
            if (!source.uuid().equals(previous)) {
                text.append(previous == null ? "" : ",").append(source.uuid());
                previous = source.uuid();
            }
            if (source.isTagged()) {
                text.append(':').append(source.tag());
            }
            entry.getValue().appendTo(text);
        }
        return text.toString();
    }
}
