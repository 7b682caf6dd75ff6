package dev.tributary.internal.runtime;

import dev.tributary.DeadLetter;
import dev.tributary.PipelineException;
import dev.tributary.PipelineListener;
import dev.tributary.PipelineState;
import dev.tributary.SnapshotProgress;
import dev.tributary.TableChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a listener is told, but for connections, which a scripted source has none of. */
class Recorder implements PipelineListener {

    private final List<String> events = new CopyOnWriteArrayList<>();

    List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public void stateChanged(String pipeline, PipelineState from, PipelineState to) {
        events.add("state " + from + " to " + to);
    }

    @Override
    public void restarting(String pipeline, Throwable cause, Duration delay) {
        events.add("restarting " + cause.getMessage());
    }

    @Override
    public void tableChanged(String pipeline, TableChange change) {
        events.add("tableChanged " + change.statement());
    }

    @Override
    public void snapshotBegan(String pipeline, SnapshotProgress progress) {
        events.add("snapshotBegan " + progress);
    }

    @Override
    public void snapshotEnded(String pipeline, SnapshotProgress progress) {
        events.add("snapshotEnded " + progress);
    }

    @Override
    public void recordFailed(String pipeline, DeadLetter letter, boolean stored) {
        events.add("recordFailed " + letter.stage() + " " + letter.origin() + " " + stored);
    }

    @Override
    public void positionsSaved(String pipeline, Map<String, String> positions) {
        events.add("saved " + positions);
    }

    @Override
    public void failed(String pipeline, PipelineException failure) {
        events.add("failed " + failure.getMessage());
    }
}
