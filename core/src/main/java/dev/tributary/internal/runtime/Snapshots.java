package dev.tributary.internal.runtime;

import dev.tributary.SnapshotProgress;
import dev.tributary.SnapshotTable;
import dev.tributary.TributaryException;
import dev.tributary.spi.SourceReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a run: what the host has asked for, which is given to each reader that is opened, and what the open
 * reader tells of all that it takes. Thread-safe.
 */
final class Snapshots {

    private final String source;
    private final SnapshotRequest.Run run;
    private final Object lock = new Object(); // guards all below; no reader is called with it
    private final List<SnapshotRequest> requests = new ArrayList<>();
    private List<SnapshotProgress> lastTold = List.of();
    private @Nullable SourceReader<?> reader;
    private int readers;

    /** @param source what the source is called in messages */
    Snapshots(String source, SnapshotRequest.Run run) {
        this.source = source;
        this.run = run;
    }

    /** Learns that a reader was opened, and gives it what is not over. */
    void opened(SourceReader<?> opened) {
        int number;
        List<SnapshotRequest> known;
        synchronized (lock) {
            reader = opened;
            readers++;
            number = readers;
            known = new ArrayList<>(requests);
        }
        known.forEach(request -> request.give(number, opened));
        known.removeIf(request -> !request.isOver());
        synchronized (lock) {
            requests.removeAll(known);
        }
    }

    /** Learns that the open reader is about to close. */
    void closing(SourceReader<?> closing) {
        List<SnapshotProgress> told = closing.snapshots().stream()
                .map(progress -> progress.state().isTerminal() ? progress : progress.in(SnapshotProgress.State.WAITING))
                .toList();
        synchronized (lock) {
            reader = null;
            lastTold = told;
        }
        requests().forEach(SnapshotRequest::takeBack);
    }

    /**
     * Takes what the host wants.
     *
     * @throws TributaryException if the open reader refuses it
     */
    SnapshotRequest request(SnapshotTable table) {
        SnapshotRequest request = new SnapshotRequest(table, source, run);
        SourceReader<?> current;
        int number;
        synchronized (lock) {
            requests.add(request);
            current = reader;
            number = readers;
        }
        if (current != null) {
            request.give(number, current);
            request.refusal().ifPresent(refusal -> {
                forget(request);
                throw refusal;
            });
        }
        return request;
    }

    private void forget(SnapshotRequest request) {
        synchronized (lock) {
            requests.remove(request);
        }
    }

    private List<SnapshotRequest> requests() {
        synchronized (lock) {
            return new ArrayList<>(requests);
        }
    }

    /** Returns how far all are, those that no reader has taken yet last. */
    List<SnapshotProgress> progress() {
        SourceReader<?> current;
        List<SnapshotProgress> told;
        synchronized (lock) {
            current = reader;
            told = lastTold;
        }
        List<SnapshotProgress> progress = new ArrayList<>(current == null ? told : current.snapshots());
        for (SnapshotRequest request : requests()) {
            if (request.isUntaken() && !request.isOver()) {
                progress.add(request.progress());
            }
        }
        return progress;
    }
}
