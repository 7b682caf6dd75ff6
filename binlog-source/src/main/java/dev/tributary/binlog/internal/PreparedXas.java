package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.XaId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The XA transactions that are prepared at a place in the binlog, in the order of their preparation. Immutable. */
final class PreparedXas {

    static final PreparedXas NONE = new PreparedXas(Map.of());

    private final Map<XaId, PreparedXa> byId;

    private PreparedXas(Map<XaId, PreparedXa> byId) {
        this.byId = byId;
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    Optional<PreparedXa> get(XaId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<PreparedXa> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    PreparedXas plus(PreparedXa prepared) {
        Map<XaId, PreparedXa> copy = new LinkedHashMap<>(byId);
        copy.put(prepared.id(), prepared);
        return new PreparedXas(copy);
    }

    PreparedXas minus(XaId id) {
        if (!byId.containsKey(id)) {
            return this;
        }
        Map<XaId, PreparedXa> copy = new LinkedHashMap<>(byId);
        copy.remove(id);
        return new PreparedXas(copy);
    }

    /** Returns them as another server has them, whose files are others. */
    PreparedXas withoutPlaces() {
        Map<XaId, PreparedXa> copy = new LinkedHashMap<>();
        byId.forEach((id, prepared) -> copy.put(id, prepared.withoutPlace()));
        return new PreparedXas(copy);
    }

    String encode() {
        return byId.values().stream().map(PreparedXa::encode).collect(Collectors.joining(","));
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static PreparedXas decode(String encoded) {
        Map<XaId, PreparedXa> byId = new LinkedHashMap<>();
        for (String one : encoded.split(",", -1)) {
            if (!one.isEmpty()) {
                PreparedXa prepared = PreparedXa.decode(one);
                byId.put(prepared.id(), prepared);
            }
        }
        return new PreparedXas(byId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreparedXas that && byId.equals(that.byId);
    }

    @Override
    public int hashCode() {
        return byId.hashCode();
    }

    /** Tells how many there are, and the oldest. */
    @Override
    public String toString() {
        return byId.size() + " prepared, the oldest: "
                + byId.values().stream().findFirst().map(PreparedXa::toString).orElse("none");
    }
}
