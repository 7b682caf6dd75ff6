package dev.tributary;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a snapshot of one table is at one moment. Immutable.
 *
 * @param table the table
 * @param state what the snapshot is doing
 * @param rows rows that were read since its beginning, over restarts too
 * @param chunks chunks of rows that were read to their end
 * @param estimatedRows about how many rows there are in all, as the source estimates it; empty where it cannot. The true
 *     number may be smaller or larger
 * @param rowsPerSecond rows read a second, of late; zero while it does not run
 * @param timeLeft about how long reading will take from now on; empty where that is not known
 */
public record SnapshotProgress(
        TableId table,
        State state,
        long rows,
        long chunks,
        OptionalLong estimatedRows,
        double rowsPerSecond,
        Optional<Duration> timeLeft) {

    /** What a snapshot is doing. */
    public enum State {
        /** It was asked for and has not begun; or goes on when the source can be reached again. */
        WAITING,
        /** Rows are being read. */
        RUNNING,
        /** It is held back by {@link RunningSnapshot#pause()}. */
        PAUSED,
        /** All rows are read; the last of them may still be on their way to the sinks. */
        DONE,
        /** It was ended by {@link RunningSnapshot#cancel()}. */
        CANCELLED,
        /** It has failed, while the pipeline goes on. */
        FAILED;

        /** Returns whether the snapshot reads nothing any more. */
        public boolean isTerminal() {
            return this == DONE || this == CANCELLED || this == FAILED;
        }
    }

    /** Checks that table and state are there and that no number is negative. */
    public SnapshotProgress {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(estimatedRows, "estimatedRows");
        Objects.requireNonNull(timeLeft, "timeLeft");
        if (rows < 0 || chunks < 0 || estimatedRows.orElse(0) < 0 || !(rowsPerSecond >= 0)) {
            throw new IllegalArgumentException("The progress of a snapshot cannot be negative: " + rows + " rows, "
                    + chunks + " chunks, " + estimatedRows + ", " + rowsPerSecond + " rows/s");
        }
    }

    /** Returns the progress of a snapshot of which nothing was read yet. */
    public static SnapshotProgress waiting(TableId table) {
        return new SnapshotProgress(table, State.WAITING, 0, 0, OptionalLong.empty(), 0, Optional.empty());
    }

    /** Returns this in another state; one that does not run has neither speed nor time left. */
    public SnapshotProgress in(State other) {
        return other == State.RUNNING
                ? new SnapshotProgress(table, other, rows, chunks, estimatedRows, rowsPerSecond, timeLeft)
                : new SnapshotProgress(table, other, rows, chunks, estimatedRows, 0, Optional.empty());
    }

    /**
     * Returns it for people: {@code snapshot of shop.orders: 1,200,000 of about 2,000,000 rows, 400,000 rows/s, 2 s left}. The
     * state is left out while it runs.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("snapshot of ").append(table).append(": ");
        if (state != State.RUNNING) {
            text.append(state.name().toLowerCase(Locale.ROOT)).append(", ");
        }
        text.append(number(rows));
        if (estimatedRows.isPresent() && state != State.DONE) {
            text.append(" of about ").append(number(estimatedRows.getAsLong()));
        }
        text.append(" rows");
        if (state == State.RUNNING) {
            text.append(", ").append(number(Math.round(rowsPerSecond))).append(" rows/s");
            timeLeft.ifPresent(left -> text.append(", ").append(time(left)).append(" left"));
        }
        return text.toString();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Returns a time with its two largest units: {@code 2 h 5 min}, {@code 3 min 20 s}, {@code 2 s}. */
    private static String time(Duration duration) {
        if (duration.toHours() > 0) {
            return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toSeconds() + " s";
    }
}
