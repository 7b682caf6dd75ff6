package dev.tributary.binlog.internal.snapshot;

import dev.tributary.DecodeException;
import dev.tributary.Row;
import dev.tributary.ValueException;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.row.TableDecoder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of a table that the stream has changed since the low mark of the oldest chunk under way. Each change has a
 * number; a chunk's row is out of date if its key has one above the number at the chunk's low mark.
 *
 * <p>Keys are compared exactly, whatever the table's collation says: a row that was 'abc' and is 'ABC' was changed under both.
 * Confined to the reader's thread, but for {@link #now}, which is for who holds the lock of the line.
 */
final class ChangedKeys {

    private static final int MOST_KEYS = 100_000;
    private static final long MOST_CHARACTERS = 16L << 20;

    private final Map<String, Long> newest = new LinkedHashMap<>();
    private long characters;
    private long changes;

    /** The number of the last change. */
    long now() {
        return changes;
    }

    boolean isEmpty() {
        return newest.isEmpty();
    }

    /** Whether so many have been changed that chunks must be dealt with before there are more. */
    boolean isFull() {
        return newest.size() >= MOST_KEYS || characters >= MOST_CHARACTERS;
    }

    /**
     * Takes the rows of an event.
     *
     * @return whether all of their keys could be told
     */
    boolean add(BinlogEvent event, TableDecoder decoder, RowIdentity identity) {
        changes++;
        try {
            decoder.read(event, new TableDecoder.Target<RuntimeException>() {
                @Override
                public void inserted(Row after, int bytes, boolean last) {
                    add(identity.of(after, after));
                }

                @Override
                public void updated(Row before, Row after, int bytes, boolean last) {
                    add(identity.of(before, before));
                    add(identity.of(after, before));
                }

                @Override
                public void deleted(Row before, int bytes, boolean last) {
                    add(identity.of(before, before));
                }
            });
            return true;
        } catch (DecodeException | ValueException | IllegalArgumentException unknown) {
            return false;
        }
    }

    private void add(String key) {
        Long before = newest.remove(key); // so that the map stays in the order of changes
        newest.put(key, changes);
        characters += before == null ? key.length() : 0;
    }

    /** Whether a key was changed after a number. */
    boolean isChanged(String key, long since) {
        Long at = newest.get(key);
        return at != null && at > since;
    }

    /** Forgets changes up to a number. */
    void forget(long upTo) {
        Iterator<Map.Entry<String, Long>> oldest = newest.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Long> entry = oldest.next();
            if (entry.getValue() > upTo) {
                return;
            }
            characters -= entry.getKey().length();
            oldest.remove();
        }
    }
}
