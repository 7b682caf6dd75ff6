package dev.tributary.testkit.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something made when it is first asked for. If making it fails, the next one to ask tries again. Thread-safe. */
public final class Shared<T> {
    private final Supplier<T> maker;
    private @Nullable T value;

    /** Will be made by {@code maker}. */
    public Shared(Supplier<T> maker) {
        this.maker = maker;
    }

    /** Makes it, or waits until another thread has. */
    public synchronized T get() {
        T made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }
}
