package dev.tributary.spi;

import java.util.Objects;

/**
 * What is ordered and resumed by itself: a whole binlog, or one partition of a topic.
 *
 * @param id the name under which its position is saved, the same over restarts, such as {@code binlog} or
 *     {@code orders-3}
 */
public record Split(String id) {

    /** Checks that the id can be saved. */
    public Split {
        Objects.requireNonNull(id, "id");
        if (id.isBlank() || id.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("A split's id must be printable text, but is '" + id + "'");
        }
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return id;
    }
}
