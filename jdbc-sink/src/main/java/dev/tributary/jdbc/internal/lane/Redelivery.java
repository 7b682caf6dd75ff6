package dev.tributary.jdbc.internal.lane;

import dev.tributary.spi.Position;
import dev.tributary.spi.Split;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which changes may be stored already, since they are read again, or since a commit of them was not answered. What is in the
 * target was in the source before, so behind the end that the source had when this was first asked, nothing is; what moves a row
 * of the target away lies before that end too.
 * The source is asked only when it matters. Guarded by the lock of {@link LaneQueues}.
 */
final class Redelivery {

    private final Supplier<CompletableFuture<Map<Split, Position>>> source;
    private final Runnable onAnswer;
    private @Nullable CompletableFuture<Map<Split, Position>> end;
    private long repeatedBelow;

    /**
     * @param source asks the source for its end
     * @param onAnswer is run when it has answered, by any thread
     */
    Redelivery(Supplier<CompletableFuture<Map<Split, Position>>> source, Runnable onAnswer) {
        this.source = source;
        this.onAnswer = onAnswer;
    }

    /** Learns that work below a number is tried again after a commit that was not answered. */
    void repeated(long below) {
        repeatedBelow = Math.max(repeatedBelow, below);
    }

    /** Returns whether a piece of work may be stored already. */
    boolean mayConcern(Entry<?> entry) {
        if (entry.number < repeatedBelow) {
            return true;
        }
        Map<Split, Position> known = end();
        if (known == null) {
            return true;
        }
        Position last = known.get(entry.split);
        return last != null && (entry.before == null || !entry.before.covers(last));
    }

    /** Returns whether all has come that may be. */
    boolean isOver(Map<Split, Position> newest) {
        Map<Split, Position> known = end();
        return known != null
                && known.entrySet().stream().allMatch(last -> {
                    Position reached = newest.get(last.getKey());
                    return reached != null && reached.covers(last.getValue());
                });
    }

    /** Returns the end of each split; null while that is not known. A source that cannot tell now is asked again. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is asked again
    private @Nullable Map<Split, Position> end() {
        CompletableFuture<Map<Split, Position>> asked = end;
        if (asked == null || asked.isCompletedExceptionally()) {
            asked = source.get();
            end = asked;
            asked.thenRun(onAnswer);
        }
        return asked.isCompletedExceptionally() ? null : asked.getNow(null);
    }
}
