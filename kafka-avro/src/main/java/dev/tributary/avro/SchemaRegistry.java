package dev.tributary.avro;

import dev.tributary.Secret;
import dev.tributary.avro.internal.RegistryClient;
import dev.tributary.avro.internal.RegistryLogin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * Where schemas are kept: a registry that speaks the protocol of Confluent's, as Confluent's own, Apicurio's (below {@code
 * /apis/ccompat/v7}), Karapace and Redpanda do.
 *
 * <pre>{@code
 * SchemaRegistry registry = SchemaRegistry.builder()
 *         .url("https://registry.internal:8081")
 *         .basicAuth("tributary", Secret.from(vault::password))
 *         .build();
 * }</pre>
 *
 * <p>A request that fails for a reason that may pass (no connection, no answer, an error of the server) is tried four times
 * within a few seconds, with the next address if there are several.
 *
 * <p>Immutable and thread-safe.
 */
public final class SchemaRegistry {

    private final RegistryClient client;

    private SchemaRegistry(RegistryClient client) {
        this.client = client;
    }

    /** Begins the definition of a registry. */
    public static Builder builder() {
        return new Builder();
    }

    RegistryClient client() {
        return client;
    }

    /** Returns the addresses. */
    @Override
    public String toString() {
        return client.toString();
    }

    /** Collects what is to be known of a registry. Not thread-safe. */
    public static final class Builder {

        private final List<URI> urls = new ArrayList<>();
        private RegistryLogin login = RegistryLogin.none();
        private Duration timeout = Duration.ofSeconds(10);
        private SSLContext tls;

        private Builder() {
            tls = RegistryClient.defaultTls();
        }

        /**
         * Adds an address; of several, the next is asked where one does not answer.
         *
         * @param address such as {@code https://registry:8081} or {@code http://apicurio:8080/apis/ccompat/v7}
         * @throws IllegalArgumentException if it is no address of HTTP or HTTPS, or holds a login
         */
        public Builder url(String address) {
            urls.add(RegistryClient.checked(address));
            return this;
        }

        /** Sets the user and password to log in with; the secret is asked at each request. */
        public Builder basicAuth(String user, Secret password) {
            login = RegistryLogin.basic(user, Objects.requireNonNull(password, "password"));
            return this;
        }

        /** Sets the token to log in with; the secret is asked at each request. */
        public Builder bearerToken(Secret token) {
            login = RegistryLogin.bearer(Objects.requireNonNull(token, "token"));
            return this;
        }

        /**
         * Sets whom to trust, and the certificate to show, where an address begins with {@code https}. Default: the JVM's own.
         * The host's name is checked in any case.
         */
        public Builder sslContext(SSLContext context) {
            tls = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * Sets how long one request may take. Default: 10 seconds.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration limit) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("The time-out of a request must be positive, but is " + limit);
            }
            timeout = limit;
            return this;
        }

        /**
         * Returns the registry. Nothing is asked of it yet.
         *
         * @throws IllegalStateException if it has no address
         */
        public SchemaRegistry build() {
            if (urls.isEmpty()) {
                throw new IllegalStateException("A schema registry needs url(...)");
            }
            return new SchemaRegistry(new RegistryClient(List.copyOf(urls), login, timeout, tls));
        }
    }
}
