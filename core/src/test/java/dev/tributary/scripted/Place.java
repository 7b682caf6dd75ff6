package dev.tributary.scripted;

import dev.tributary.spi.Origin;
import dev.tributary.spi.Position;
import java.time.Instant;

/** Places in a {@link Stream}: the index of an item, and the number of items before a position. */
public final class Place {

    private static final String HEAD = "place 1 ";

    private Place() {}

    /** The place of one item. */
    public record At(String split, int index) implements Origin {
        @Override
        public Instant time() {
            return Instant.EPOCH.plusSeconds(index);
        }

        @Override
        public String toString() {
            return split + "@" + index;
        }
    }

    /** A position behind a number of items. */
    public record Behind(int items) implements Position {
        @Override
        public boolean covers(Position other) {
            return items >= ((Behind) other).items;
        }

        @Override
        public boolean includes(Origin origin) {
            return ((At) origin).index < items;
        }

        @Override
        public String encode() {
            return HEAD + items;
        }

        @Override
        public String toString() {
            return "behind " + items;
        }
    }

    /** Reads what {@link Behind#encode} made. */
    public static Behind decode(String encoded) {
        if (!encoded.startsWith(HEAD)) {
            throw new dev.tributary.CheckpointException("'" + encoded + "' is no place");
        }
        return new Behind(Integer.parseInt(encoded.substring(HEAD.length())));
    }
}
