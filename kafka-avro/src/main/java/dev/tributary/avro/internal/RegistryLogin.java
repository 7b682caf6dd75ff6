package dev.tributary.avro.internal;

import dev.tributary.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/** What a request to a registry says of who sends it. Thread-safe. */
public final class RegistryLogin {

    private final Supplier<Optional<String>> header;

    private RegistryLogin(Supplier<Optional<String>> header) {
        this.header = header;
    }

    /** Returns that of nobody. */
    public static RegistryLogin none() {
        return new RegistryLogin(Optional::empty);
    }

    /** Returns that of a user with a password. */
    public static RegistryLogin basic(String user, Secret password) {
        return new RegistryLogin(() -> {
            byte[] login = (user + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(login));
        });
    }

    /** Returns that of the bearer of a token. */
    public static RegistryLogin bearer(Secret token) {
        return new RegistryLogin(() -> Optional.of("Bearer " + token.reveal()));
    }

    /** Returns the value of the header {@code Authorization}; empty for none. */
    Optional<String> header() {
        return header.get();
    }
}
