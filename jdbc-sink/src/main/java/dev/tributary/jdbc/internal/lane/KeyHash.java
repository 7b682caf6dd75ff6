package dev.tributary.jdbc.internal.lane;

import dev.tributary.ConfigurationException;
import dev.tributary.Row;
import dev.tributary.RowKey;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.UUID;

/**
 * Hashes of keys, by which work is spread over lanes. Keys of rows that the columns' collations call equal have the same.
 *
 * <p>Where lanes store positions, a later run must know which lane a key went to, on another JVM perhaps. So nothing here may
 * change without another {@link #VERSION}.
 */
public final class KeyHash {

    /** Tells how keys are spread. */
    static final int VERSION = 1;

    private static final int PRIME = 31;

    private KeyHash() {}

    /**
     * Returns the hash of a key.
     *
     * @param lasting whether it must be the same in every JVM
     * @throws ConfigurationException if it must, and cannot
     */
    public static int of(Object key, boolean lasting) {
        if (key instanceof RowKey ofRow) {
            return ofRow(ofRow.folded());
        }
        if (key instanceof byte[] bytes) {
            return Arrays.hashCode(bytes);
        }
        if (key instanceof Enum<?> constant) {
            return constant.name().hashCode();
        }
        if (key instanceof CharSequence
                || key instanceof Number
                || key instanceof Boolean
                || key instanceof Character
                || key instanceof UUID
                || key instanceof TemporalAccessor) {
            return key.toString().hashCode();
        }
        if (lasting) {
            throw new ConfigurationException("Keys of " + key.getClass().getName()
                    + " cannot be spread over several lanes that write exactly once, because a later run may not find"
                    + " the same lane for them: let keyBy(...) make a text, number, UUID, date or RowKey of it, or leave"
                    + " out parallelism(...)");
        }
        return key.hashCode();
    }

    private static int ofRow(RowKey key) {
        Row row = key.row();
        int hash = row.schema().table().database().hashCode() * PRIME
                + row.schema().table().name().hashCode();
        for (int i = 0; i < key.size(); i++) {
            int column = key.column(i);
            hash = hash * PRIME + (row.isNull(column) ? 0 : row.getText(column).hashCode());
        }
        return hash;
    }

    /** Returns which of some lanes a hash leads to. */
    static int lane(int hash, int lanes) {
        return Math.floorMod(hash ^ (hash >>> 16), lanes);
    }
}
