package dev.tributary.binlog.internal.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** A place in the order of a table's key: the value of each of its columns, in the form in which the server sends it. Immutable. */
final class KeyValue {

    private static final char SEPARATOR = '.';

    private final List<byte[]> parts;

    private KeyValue(List<byte[]> parts) {
        this.parts = parts;
    }

    /** @param parts not to be changed any more */
    static KeyValue of(List<byte[]> parts) {
        return new KeyValue(List.copyOf(parts));
    }

    int size() {
        return parts.size();
    }

    byte[] part(int index) {
        return parts.get(index);
    }

    String encode() {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return parts.stream().map(encoder::encodeToString).collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static KeyValue decode(String encoded) {
        List<byte[]> parts = new ArrayList<>();
        int from = 0;
        for (int to = encoded.indexOf(SEPARATOR); to >= 0; to = encoded.indexOf(SEPARATOR, from)) {
            parts.add(Base64.getUrlDecoder().decode(encoded.substring(from, to)));
            from = to + 1;
        }
        parts.add(Base64.getUrlDecoder().decode(encoded.substring(from)));
        return new KeyValue(List.copyOf(parts));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyValue that && encode().equals(that.encode());
    }

    @Override
    public int hashCode() {
        return parts.stream().mapToInt(Arrays::hashCode).sum();
    }

    /** Tells the number of columns; values are left out, so that no row data gets into logs. */
    @Override
    public String toString() {
        return "a key of " + parts.size() + " columns";
    }
}
