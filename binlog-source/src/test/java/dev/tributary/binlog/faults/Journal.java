package dev.tributary.binlog.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline has stored for good over all of its starts, without repeats. A repeat is permitted after a resume: from
 * some change that was delivered before on, everything comes again in the same order. Anything else is a violation.
 *
 * <p>Thread-safe.
 */
final class Journal {

    private static final int SHOWN_VIOLATIONS = 10;

    private final List<Delivered> changes = new ArrayList<>();
    private final Map<Delivered, Integer> indexes = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int next;
    private long repeats;
    private int stepsBack;
    private int resumes;

    /** Learns that the pipeline or its source has begun again somewhere. */
    synchronized void resumed() {
        resumes++;
    }

    /** Takes what was stored next. */
    synchronized void append(Delivered change) {
        Integer known = indexes.get(change);
        if (known == null) {
            if (next < changes.size()) {
                violate("new, while " + (changes.size() - next) + " changes were still to be repeated: " + change
                        + ", expected " + changes.get(next));
            }
            indexes.put(change, changes.size());
            changes.add(change);
            next = changes.size();
            return;
        }
        repeats++;
        if (known < next) {
            stepsBack++;
        } else if (known > next) {
            violate("left out " + (known - next) + " changes while repeating: " + change + ", expected "
                    + changes.get(next));
        }
        next = known + 1;
    }

    private void violate(String what) {
        if (violations.size() < SHOWN_VIOLATIONS) {
            violations.add(what);
        }
    }

    /** The changes in order, each once. */
    synchronized List<Delivered> changes() {
        return List.copyOf(changes);
    }

    synchronized int size() {
        return changes.size();
    }

    synchronized long repeats() {
        return repeats;
    }

    /** How often something came again from an earlier place on. */
    synchronized int stepsBack() {
        return stepsBack;
    }

    synchronized int resumes() {
        return resumes;
    }

    /** What was delivered as it must not be, for people. */
    synchronized List<String> violations() {
        List<String> all = new ArrayList<>(violations);
        if (stepsBack > resumes) {
            all.add("changes came again " + stepsBack + " times, but the pipeline has resumed " + resumes + " times");
        }
        return all;
    }
}
