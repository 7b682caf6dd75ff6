package dev.tributary.scripted;

import java.util.function.Supplier;

/** What a {@link Script} does at a call. */
@FunctionalInterface
public interface Act {

    void run() throws InterruptedException;

    /** Returns an act that throws a new exception each time. */
    static Act fail(Supplier<? extends Throwable> failure) {
        return () -> sneak(failure.get());
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler need not know what is thrown
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }
}
