package dev.tributary;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A password or another secret that prints as stars, so that it is in no log, exception, metric or checkpoint. It is
 * asked for anew at each {@link #reveal()}, so that a rotated password is picked up at the next connect.
 *
 * <p>Thread-safe if its supplier is.
 */
public final class Secret {

    private final Supplier<String> supplier;

    private Secret(Supplier<String> supplier) {
        this.supplier = supplier;
    }

    /** Returns a secret of a fixed value. */
    public static Secret of(String value) {
        Objects.requireNonNull(value, "value");
        return new Secret(() -> value);
    }

    /** Returns a secret that is asked for each time it is needed, such as from a vault or a file. */
    public static Secret from(Supplier<String> supplier) {
        return new Secret(Objects.requireNonNull(supplier, "supplier"));
    }

    /** Returns the value in clear text, for the one place that sends it. */
    public String reveal() {
        return Objects.requireNonNull(supplier.get(), "the supplier of a secret returned null");
    }

    /** Returns stars, whatever the value. */
    @Override
    public String toString() {
        return "***";
    }
}
