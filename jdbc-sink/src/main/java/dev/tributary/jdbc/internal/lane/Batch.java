package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.List;
import java.util.Map;

/**
 * What a lane stores in one transaction.
 *
 * @param entries the work, in the order of the source
 * @param positions that cover all of the work of their split, and nothing that is left; empty where none are stored
 * @param last the number of the last entry; -1 if there is none
 * @param serial whether it is of all lanes, while none of them does anything else
 */
record Batch<W extends Work>(List<Entry<W>> entries, Map<Split, Position> positions, long last, boolean serial)
        implements LaneQueues.Task<W> {

    /** Returns what it is, for messages. */
    String describe() {
        return entries.isEmpty()
                ? "A position"
                : entries.size() + " rows, the first " + entries.get(0).work.describe() + ",";
    }
}
