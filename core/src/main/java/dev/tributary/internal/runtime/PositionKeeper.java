package dev.tributary.internal.runtime;

import dev.tributary.CheckpointStore;
import dev.tributary.PipelineException;
import dev.tributary.internal.runtime.PipelineSettings.SaveLimits;
import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one class that advances a pipeline's position. The rule: a position is saved, or acknowledged to the source, only
 * after every branch has reported that all before it is stored, and dead letters among it too. So a crash at any moment
 * can make records come again, and can lose none.
 *
 * <p>Confined to the pipeline's thread, but for {@link #durable()}.
 */
final class PositionKeeper {

    private final DurablePositions durable;
    private final CheckpointStore.@Nullable Session store;
    private final Consumer<Map<Split, Position>> acknowledgements;
    private final SavedPositions saved;
    private final SaveLimits limits;
    private final Telemetry telemetry;
    private long lastSaveNanos = System.nanoTime();
    private long recordsSinceSave;
    private long bytesSinceSave;
    private boolean progressed;
    private final Set<Split> begun = new HashSet<>();
    private @Nullable Split newest;

    /**
     * Creates a keeper.
     *
     * @param acknowledgements tells the source what is stored
     */
    PositionKeeper(
            DurablePositions durable,
            CheckpointStore.@Nullable Session store,
            Consumer<Map<Split, Position>> acknowledgements,
            SavedPositions saved,
            SaveLimits limits,
            Telemetry telemetry) {
        this.durable = durable;
        this.store = store;
        this.acknowledgements = acknowledgements;
        this.saved = saved;
        this.limits = limits;
        this.telemetry = telemetry;
    }

    DurablePositions durable() {
        return durable;
    }

    /** Learns that something of a split was delivered. */
    @SuppressWarnings("ReferenceEquality") // a look that costs nothing: most records are of the split of the one before
    void delivered(Split split) {
        if (split != newest) {
            newest = split;
            begun.add(split);
        }
    }

    /**
     * Takes a position that is about to be given to the branches. The one where a split begins is saved at once: a source
     * that begins without a position, say now, must come back to this place and not to a later now.
     */
    void advanced(Split split, Position position, Runnable ensureRunning) throws InterruptedException {
        if (begun.add(split)) {
            durable.begin(split, position);
            save();
        } else {
            durable.add(split, position, ensureRunning);
        }
    }

    /** Counts what was given to the branches. */
    void handled(long records, long bytes) {
        recordsSinceSave += records;
        bytesSinceSave += bytes;
    }

    /** Returns how long until positions are to be saved. */
    long nanosUntilDue() {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(limits.interval()) - (System.nanoTime() - lastSaveNanos));
    }

    private boolean isDue() {
        return nanosUntilDue() == 0 || recordsSinceSave >= limits.records() || bytesSinceSave >= limits.bytes();
    }

    /** Saves if it is time to. */
    void saveIfDue() {
        if (isDue()) {
            save();
        }
    }

    /**
     * Saves what is durable and not saved yet.
     *
     * @throws PipelineException if the store fails
     */
    void save() {
        lastSaveNanos = System.nanoTime();
        recordsSinceSave = 0;
        bytesSinceSave = 0;
        Map<Split, Position> positions = durable.takeChanged();
        if (positions.isEmpty()) {
            return;
        }
        if (store != null) {
            save(store, positions);
        }
        acknowledgements.accept(positions);
        saved.put(positions);
        progressed = true;
        telemetry.positionsSaved(saved);
    }

    @SuppressWarnings("IllegalCatch") // whatever a checkpoint store throws has ended the attempt
    private void save(CheckpointStore.Session to, Map<Split, Position> positions) {
        try {
            Map<String, String> encoded = new HashMap<>();
            positions.forEach((split, position) -> encoded.put(split.id(), position.encode()));
            to.save(encoded);
        } catch (RuntimeException | Error failure) {
            throw new PipelineException(telemetry.pipeline(), "the position cannot be saved", failure);
        }
    }

    /** Returns how far the given splits are stored; they are no longer ours then. */
    Map<Split, Position> release(Set<Split> splits) {
        Map<Split, Position> positions = new HashMap<>();
        for (Split split : splits) {
            Position position = durable.of(split);
            if (position != null) {
                positions.put(split, position);
            }
        }
        forget(splits);
        return positions;
    }

    /** Forgets splits that are no longer ours. */
    void forget(Set<Split> splits) {
        for (Split split : splits) {
            durable.forget(split);
            saved.forget(split);
            begun.remove(split);
        }
        newest = null;
    }

    /** Returns whether anything was saved since this keeper began. */
    boolean hasProgressed() {
        return progressed;
    }
}
