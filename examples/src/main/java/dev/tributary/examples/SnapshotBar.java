package dev.tributary.examples;

import dev.tributary.SnapshotProgress;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows on a terminal how far a pipeline's snapshots are: one bar for all of them, while there are any. Where there is no
 * terminal, the pipeline's log tells the same ({@code --verbose}). Thread-safe.
 */
final class SnapshotBar implements AutoCloseable {

    private static final int LOOK_MILLIS = 500;
    private static final long UNKNOWN = -1;

    private final Supplier<List<SnapshotProgress>> snapshots;
    private final Supplier<ProgressBarBuilder> style;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(SnapshotBar::thread);
    private @Nullable ProgressBar bar; // guarded by this

    SnapshotBar(Supplier<List<SnapshotProgress>> snapshots, Supplier<ProgressBarBuilder> style) {
        this.snapshots = snapshots;
        this.style = style;
    }

    /** Returns a bar of the usual form. */
    static SnapshotBar of(Supplier<List<SnapshotProgress>> snapshots) {
        return new SnapshotBar(snapshots, ProgressBarBuilder::new);
    }

    /** Begins to show snapshots on standard error, if there is a terminal. */
    @SuppressWarnings({
        "SystemConsoleNull", // without a terminal it is null on Java 17, 21 and 25
        "FutureReturnValueIgnored" // a look that fails is the last; the pipeline's log goes on
    })
    void showOnTerminal() {
        if (System.console() != null) {
            looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "snapshot-bar");
        thread.setDaemon(true);
        return thread;
    }

    /** Shows how far they are now. */
    synchronized void look() {
        List<SnapshotProgress> now = snapshots.get();
        boolean reading = now.stream().anyMatch(snapshot -> !snapshot.state().isTerminal());
        ProgressBar shown = bar;
        if (shown == null && reading) {
            shown = begin(now);
        }
        if (shown != null) {
            show(now, shown);
            if (!reading) {
                end(shown);
            }
        }
    }

    /** The speed is that from now on: what an earlier run has read took no time of this one. */
    private ProgressBar begin(List<SnapshotProgress> now) {
        ProgressBar begun = style.get()
                .setTaskName("snapshot")
                .setInitialMax(estimate(now))
                .startsFrom(rows(now), Duration.ZERO)
                .setUnit(" rows", 1)
                .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .setUpdateIntervalMillis(LOOK_MILLIS)
                .build();
        bar = begun;
        return begun;
    }

    private static void show(List<SnapshotProgress> now, ProgressBar shown) {
        shown.maxHint(estimate(now));
        shown.stepTo(rows(now));
        long done =
                now.stream().filter(snapshot -> snapshot.state().isTerminal()).count();
        String tables = " " + done + " of " + now.size() + (now.size() == 1 ? " table" : " tables");
        shown.setExtraMessage(now.stream()
                .filter(snapshot -> snapshot.state() == SnapshotProgress.State.RUNNING)
                .findFirst()
                .map(running -> tables + ", " + running.table())
                .orElse(tables));
    }

    private void end(ProgressBar shown) {
        bar = null;
        shown.close(); // shows it for the last time
    }

    private static long rows(List<SnapshotProgress> snapshots) {
        return snapshots.stream().mapToLong(SnapshotProgress::rows).sum();
    }

    /** Returns about how many rows there are in all; that of a table that is done is known. */
    private static long estimate(List<SnapshotProgress> snapshots) {
        long sum = 0;
        for (SnapshotProgress snapshot : snapshots) {
            if (snapshot.state().isTerminal()) {
                sum += snapshot.rows();
            } else if (snapshot.estimatedRows().isPresent()) {
                sum += Math.max(snapshot.rows(), snapshot.estimatedRows().getAsLong());
            } else {
                return UNKNOWN;
            }
        }
        return sum;
    }

    @Override
    public void close() {
        looks.shutdownNow();
        synchronized (this) {
            ProgressBar shown = bar;
            if (shown != null) {
                show(snapshots.get(), shown); // more has been read since the last look
                end(shown);
            }
        }
    }
}
