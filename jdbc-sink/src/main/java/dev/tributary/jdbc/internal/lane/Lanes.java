package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The lanes of a writer. Work of one key goes to one lane, which keeps its order. Confined to the writer's thread, but for
 * {@link #abort}.
 *
 * @param <W> the kind of work
 */
public interface Lanes<W extends Work> extends AutoCloseable {

    /** Returns the lane of a key: the same for all keys of rows that the columns' collations call equal. */
    int laneOf(Object key);

    /** Returns the number of lanes. */
    int size();

    /** Gives work to a lane; waits while the lanes hold as many bytes as they may. */
    void put(int lane, W work, long bytes) throws InterruptedException;

    /** Waits until nothing of what was given so far can be overtaken by what follows. */
    void drain() throws InterruptedException;

    /** Takes a position that covers all that was given so far of its split. */
    void advance(Split split, Position position) throws InterruptedException;

    /** Waits until everything given so far is stored, as far as it can be; returns whether it is. */
    boolean flush(Duration deadline) throws InterruptedException;

    /** Returns the positions that are stored with the rows, and makes their splits its own; nothing if there are none. */
    default Map<Split, String> claim(Set<Split> splits) throws InterruptedException {
        return Map.of();
    }

    /** Breaks off whatever is under way. Any thread. */
    void abort();

    /** Ends the threads: in order where they are done with their batch soon, else by {@link #abort}. */
    @Override
    void close();
}
