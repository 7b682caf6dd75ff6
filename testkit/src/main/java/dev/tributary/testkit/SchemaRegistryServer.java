package dev.tributary.testkit;

import dev.tributary.testkit.internal.process.LocalServer;
import dev.tributary.testkit.internal.registry.LocalRegistry;

/**
 * A real schema registry for tests and examples: Apicurio's, on a free port of the loopback interface, in a process of its
 * own, with its schemas in memory. It asks for no login and speaks its own protocol and that of Confluent's registry.
 *
 * <p>It comes from the archive that Maven fetches once into {@code ~/.cache/tributary} (142 MB; moved by {@code
 * XDG_CACHE_HOME} or {@code TRIBUTARY_TESTKIT_CACHE}), and ends with {@link #close()}, or with this JVM, however that ends.
 *
 * <p>Thread-safe.
 */
public final class SchemaRegistryServer implements AutoCloseable {
    private final LocalServer registry;

    private SchemaRegistryServer(LocalServer registry) {
        this.registry = registry;
    }

    /**
     * Starts a registry and waits until it answers.
     *
     * @throws TestkitException if it cannot be provided
     */
    public static SchemaRegistryServer start() {
        return new SchemaRegistryServer(LocalRegistry.start());
    }

    /** The address at which it speaks as Confluent's registry does. */
    public String url() {
        return LocalRegistry.url(registry.port());
    }

    /** The address at which it speaks Apicurio's own protocol, for Apicurio's clients of version 2. */
    public String apicurioUrl() {
        return url().replace("/apis/ccompat/v7", "/apis/registry/v2");
    }

    /** Keeps the registry from doing anything, as SIGSTOP does: connections stay open and nobody answers. */
    public void pause() {
        registry.pause();
    }

    /** Lets the registry go on after {@link #pause()}. */
    public void unpause() {
        registry.unpause();
    }

    /** Kills the registry, as {@code kill -9} does: its schemas are gone. */
    public void kill() {
        registry.kill();
    }

    /** What the registry has logged. */
    public String log() {
        return registry.log();
    }

    /** Ends the registry at once. */
    @Override
    public void close() {
        registry.close();
    }

    /** The registry's address. */
    @Override
    public String toString() {
        return "Apicurio Registry at " + url();
    }
}
