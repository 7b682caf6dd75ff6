package dev.tributary.binlog.internal.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The binary form of a {@link GtidSet}, in the command that asks for a dump and in the event that lists what earlier
 * files hold. All numbers are eight bytes, little-endian; ranges end exclusively.
 *
 * <pre>
 *   untagged: count of sources, then for each: 16 bytes UUID, count of ranges, ranges
 *   tagged:   1 &lt;&lt; 56 | count &lt;&lt; 8 | 1, then for each: 16 bytes UUID, 1 byte twice the tag's length, tag, count, ranges
 * </pre>
 *
 * The tagged form exists since MySQL 8.3 and is used only when there are tags, so that older servers understand it.
 */
public final class GtidSetEncoding {

    private static final int TAGGED_SHIFT = 56;
    private static final int UUID_LENGTH = 16;

    private GtidSetEncoding() {}

    public static byte[] encode(GtidSet set) {
        SortedMap<GtidSource, Intervals> bySource = set.bySource();
        boolean tagged = bySource.keySet().stream().anyMatch(GtidSource::isTagged);
        ByteBuffer buffer = ByteBuffer.allocate(encodedLength(bySource, tagged)).order(ByteOrder.LITTLE_ENDIAN);
        long count = bySource.size();
        buffer.putLong(tagged ? (1L << TAGGED_SHIFT) | (count << Byte.SIZE) | 1 : count);
        bySource.forEach((source, intervals) -> {
            putUuid(buffer, source.uuid());
            if (tagged) {
                buffer.put((byte) (source.tag().length() << 1));
                buffer.put(source.tag().getBytes(StandardCharsets.US_ASCII));
            }
            buffer.putLong(intervals.count());
            for (int i = 0; i < intervals.count(); i++) {
                buffer.putLong(intervals.first(i)).putLong(intervals.last(i) + 1);
            }
        });
        return buffer.array();
    }

    private static int encodedLength(SortedMap<GtidSource, Intervals> bySource, boolean tagged) {
        int length = Long.BYTES;
        for (var entry : bySource.entrySet()) {
            length +=
                    UUID_LENGTH + Long.BYTES + 2 * Long.BYTES * entry.getValue().count();
            length += tagged ? 1 + entry.getKey().tag().length() : 0;
        }
        return length;
    }

    private static void putUuid(ByteBuffer buffer, UUID uuid) {
        buffer.putLong(Long.reverseBytes(uuid.getMostSignificantBits()));
        buffer.putLong(Long.reverseBytes(uuid.getLeastSignificantBits()));
    }

    /**
     * Reads the body of a {@link EventType#PREVIOUS_GTIDS} event.
     *
     * @throws MalformedEventException if it is not such a body
     */
    public static GtidSet decode(ByteCursor cursor) {
        try {
            return decodeSources(cursor);
        } catch (IllegalArgumentException e) {
            throw cursor.malformed("no set of GTIDs, " + e.getMessage());
        }
    }

    private static GtidSet decodeSources(ByteCursor cursor) {
        long head = cursor.i64();
        boolean tagged = head >>> TAGGED_SHIFT != 0;
        long count = tagged ? (head << Byte.SIZE) >>> (2 * Byte.SIZE) : head;
        SortedMap<GtidSource, Intervals> bySource = new TreeMap<>();
        for (long i = 0; i < count; i++) {
            UUID uuid = new UUID(cursor.bigEndian64(), cursor.bigEndian64());
            String tag = tagged ? cursor.string(cursor.u8() >> 1, StandardCharsets.US_ASCII) : "";
            Intervals intervals = Intervals.NONE;
            for (long left = cursor.i64(); left > 0; left--) {
                intervals = intervals.plus(cursor.i64(), cursor.i64() - 1);
            }
            GtidSource source = new GtidSource(uuid, tag);
            if (intervals.count() > 0) {
                bySource.put(source, intervals);
            }
        }
        return GtidSet.of(bySource);
    }
}
