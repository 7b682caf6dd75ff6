package dev.tributary.testkit.internal;

import dev.tributary.testkit.TestkitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries the origins of a server one after the other and remembers what was in the way of each, so that the last
 * failure can tell them all. Confined to one thread.
 */
public final class Attempts {
    private final String subject;
    private final List<String> failures = new ArrayList<>();
    private final List<RuntimeException> causes = new ArrayList<>();

    /** Attempts to provide {@code subject}, such as "MySQL 9". */
    public Attempts(String subject) {
        this.subject = subject;
    }

    /** Notes what is in the way of an origin. */
    public void ruleOut(String origin, String obstacle) {
        failures.add(origin + ": " + obstacle);
    }

    /** Tries an origin whose failure is no reason to give up. */
    public <T> Optional<T> attempt(String origin, Supplier<T> supplier) {
        try {
            return Optional.of(supplier.get());
        } catch (TestkitException e) {
            System.err.println("[testkit] " + subject + ": not " + origin + ": " + firstLine(e));
            ruleOut(origin, String.valueOf(e.getMessage()));
            causes.add(e);
            return Optional.empty();
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** What to throw when no origin is left; {@code remedy} says what the user can do. */
    public TestkitException exhausted(String remedy) {
        TestkitException exhausted = new TestkitException(
                "No " + subject + " could be provided.\n- " + String.join("\n- ", failures) + "\n" + remedy);
        causes.forEach(exhausted::addSuppressed);
        return exhausted;
    }
}
