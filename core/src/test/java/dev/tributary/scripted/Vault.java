package dev.tributary.scripted;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link ScriptedSink} has stored for good: it outlives pipelines and failures. Thread-safe. */
public final class Vault {

    private final List<Object> elements = new ArrayList<>();
    private final Map<Split, String> positions = new HashMap<>();

    synchronized void store(List<?> more) {
        elements.addAll(more);
    }

    synchronized void store(List<?> more, Split split, Position position) {
        elements.addAll(more);
        positions.put(split, position.encode());
    }

    /** Returns what was stored, in order, with all that was stored again. */
    public synchronized List<Object> elements() {
        return List.copyOf(elements);
    }

    /** Returns what was stored, once each. */
    public synchronized Set<Object> distinct() {
        return new HashSet<>(elements);
    }

    public synchronized Map<Split, String> positions() {
        return Map.copyOf(positions);
    }
}
