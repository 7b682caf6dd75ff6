package dev.tributary.binlog.internal.event;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The transactions of MariaDB that lie before a place: for each domain, the last. Within a domain the binlog's order is
 * that of the numbers, or the set could not tell what it holds; {@link #plus} refuses a binlog where it is not.
 *
 * @see <a href="https://mariadb.com/kb/en/gtid/">Global Transaction ID</a>
 */
public final class DomainGtids implements TransactionSet {

    public static final DomainGtids EMPTY = new DomainGtids(new TreeMap<>());

    private static final Pattern GTID = Pattern.compile("(\\d{1,10})-(\\d{1,10})-(\\d{1,20})");

    private final SortedMap<Long, DomainGtid> byDomain;

    private DomainGtids(SortedMap<Long, DomainGtid> byDomain) {
        this.byDomain = byDomain;
    }

    /** Whether a text looks like MariaDB's GTIDs, rather than MySQL's. */
    static boolean isForm(String text) {
        String first = text.strip();
        int comma = first.indexOf(',');
        return GTID.matcher(comma < 0 ? first : first.substring(0, comma).strip())
                .matches();
    }

    /**
     * Reads the server's form, {@code 0-1-100,1-2-5}. Of several in one domain the last number counts.
     *
     * @throws IllegalArgumentException naming the part that is not understood
     */
    public static DomainGtids parse(String text) {
        SortedMap<Long, DomainGtid> byDomain = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                keepLast(byDomain, parseOne(part.strip()));
            }
        }
        return new DomainGtids(byDomain);
    }

    private static DomainGtid parseOne(String text) {
        Matcher parts = GTID.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("GTID '" + text + "': expected DOMAIN-SERVER-SEQUENCE");
        }
        try {
            return new DomainGtid(
                    Long.parseLong(parts.group(1)),
                    Long.parseLong(parts.group(2)),
                    Long.parseUnsignedLong(parts.group(3)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("GTID '" + text + "': a number is too large", e);
        }
    }

    /** Reads the body of a {@link EventType#GTID_LIST} event: the last of each server in each domain. */
    public static DomainGtids parse(BinlogEvent event) {
        ByteCursor cursor = event.body("a GTID list event");
        // The upper four bits are flags.
        int count = (int) (cursor.u32() & 0xfff_ffff);
        SortedMap<Long, DomainGtid> byDomain = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            long domain = cursor.u32();
            long server = cursor.u32();
            keepLast(byDomain, new DomainGtid(domain, server, cursor.i64()));
        }
        return new DomainGtids(byDomain);
    }

    private static void keepLast(SortedMap<Long, DomainGtid> byDomain, DomainGtid gtid) {
        byDomain.merge(gtid.domain(), gtid, (one, other) -> isBehind(one, other) ? one : other);
    }

    private static boolean isBehind(DomainGtid one, DomainGtid other) {
        return Long.compareUnsigned(one.sequence(), other.sequence()) > 0;
    }

    @Override
    public boolean isEmpty() {
        return byDomain.isEmpty();
    }

    @Override
    public boolean containsAll(TransactionSet other) {
        return other instanceof DomainGtids gtids
                && gtids.byDomain.values().stream().allMatch(this::contains);
    }

    private boolean contains(DomainGtid gtid) {
        DomainGtid last = byDomain.get(gtid.domain());
        return last != null && !isBehind(gtid, last);
    }

    @Override
    public DomainGtids plus(TransactionId id) {
        if (!(id instanceof DomainGtid gtid)) {
            throw new MalformedEventException("the GTID " + id + " among those of MariaDB");
        }
        if (contains(gtid)) {
            throw new MalformedEventException("the GTID " + gtid + " comes behind " + byDomain.get(gtid.domain())
                    + ", so that the numbers of its domain do not tell what has been read; two servers write under one"
                    + " gtid_domain_id: give each its own, or SET GLOBAL gtid_strict_mode = ON on both, and start from a"
                    + " position behind it");
        }
        SortedMap<Long, DomainGtid> copy = new TreeMap<>(byDomain);
        copy.put(gtid.domain(), gtid);
        return new DomainGtids(copy);
    }

    /** Returns the last of each domain in which this set goes further than the other. */
    @Override
    public DomainGtids minus(TransactionSet other) {
        SortedMap<Long, DomainGtid> rest = new TreeMap<>(byDomain);
        if (other instanceof DomainGtids gtids) {
            rest.values().removeIf(gtids::contains);
        }
        return new DomainGtids(rest);
    }

    @Override
    public long countBeyond(TransactionSet other) {
        return minus(other).byDomain.values().stream()
                .mapToLong(gtid -> gtid.sequence() - lastOf(gtid.domain(), other))
                .sum();
    }

    private static long lastOf(long domain, TransactionSet set) {
        DomainGtid last = set instanceof DomainGtids gtids ? gtids.byDomain.get(domain) : null;
        return last == null ? 0 : last.sequence();
    }

    @Override
    public boolean isRelatedTo(TransactionSet other) {
        return other instanceof DomainGtids gtids && !Collections.disjoint(byDomain.keySet(), gtids.byDomain.keySet());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainGtids that && byDomain.equals(that.byDomain);
    }

    @Override
    public int hashCode() {
        return byDomain.hashCode();
    }

    /** The server's form, in the order of the domains. */
    @Override
    public String toString() {
        return String.join(
                ",", byDomain.values().stream().map(DomainGtid::toString).toList());
    }
}
