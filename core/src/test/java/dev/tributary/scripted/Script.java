package dev.tributary.scripted;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What one part does apart from its work: acts before or after its n-th call of a kind, and a journal of all calls.
 * Thread-safe.
 */
public final class Script {

    private record Moment(Call call, int number) {}

    private static final int EVERY = 0;

    private final String part;
    private final List<String> journal;
    private final Map<Call, Integer> counts = new EnumMap<>(Call.class);
    private final Map<Moment, Act> before = new HashMap<>();
    private final Map<Moment, Act> after = new HashMap<>();

    /** Creates a script of its own journal. */
    public Script(String part) {
        this(part, new ArrayList<>());
    }

    /** Creates a script that shares a journal, so that the order of calls on several parts can be seen. */
    public Script(String part, List<String> journal) {
        this.part = part;
        this.journal = journal;
    }

    /** Acts before the n-th call, from 1. */
    public synchronized Script before(Call call, int number, Act act) {
        before.put(new Moment(call, number), act);
        return this;
    }

    /** Acts before each call that has no act of its own. */
    public Script beforeEach(Call call, Act act) {
        return before(call, EVERY, act);
    }

    /** Acts after the n-th call has done its work, from 1. */
    public synchronized Script after(Call call, int number, Act act) {
        after.put(new Moment(call, number), act);
        return this;
    }

    /** Returns how often a call came. */
    public synchronized int count(Call call) {
        return counts.getOrDefault(call, 0);
    }

    /** Returns all calls, as {@code part CALL}, of the parts that share the journal. */
    public List<String> journal() {
        synchronized (journal) {
            return List.copyOf(journal);
        }
    }

    <R> R play(Call call, Callable<R> work) throws InterruptedException {
        int number;
        synchronized (this) {
            number = counts.merge(call, 1, Integer::sum);
        }
        synchronized (journal) {
            journal.add(part + " " + call);
        }
        act(before, call, number);
        R result = work(work);
        act(after, call, number);
        return result;
    }

    /** Plays a call that may not throw InterruptedException: an interrupt stays set. */
    <R> R playUninterrupted(Call call, Callable<R> work) {
        try {
            return play(call, work);
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(part + " was interrupted at " + call, breakOff);
        }
    }

    private void act(Map<Moment, Act> acts, Call call, int number) throws InterruptedException {
        Act act;
        synchronized (this) {
            Act every = acts.getOrDefault(new Moment(call, EVERY), () -> {});
            act = acts.getOrDefault(new Moment(call, number), every);
        }
        act.run();
    }

    private static <R> R work(Callable<R> work) throws InterruptedException {
        try {
            return work.call();
        } catch (InterruptedException | RuntimeException thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new IllegalStateException(checked);
        }
    }
}
