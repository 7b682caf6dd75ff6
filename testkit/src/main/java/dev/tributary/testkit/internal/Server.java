package dev.tributary.testkit.internal;

/**
 * A server wherever it comes from: a process, a container, or somebody else's behind an address.
 *
 * <p>Thread-safe. Those that cannot be stopped or paused throw {@link UnsupportedOperationException}.
 */
public interface Server extends AutoCloseable {
    /** Where the server comes from, for messages. */
    String origin();

    /** The host name or address to connect to. */
    String host();

    /** The port to connect to; the same after every restart. */
    int port();

    /** Starts a server that was stopped or killed, and waits until it answers. */
    void start();

    /** Shuts the server down in order and waits for its end. */
    void stop();

    /** Kills the server as {@code kill -9} does and waits for its end. */
    void kill();

    /** Keeps the server from doing anything, as SIGSTOP does. */
    void pause();

    /** Lets a paused server go on. */
    void unpause();

    /** What the server has logged. */
    String log();

    /** Ends the server and removes its data. */
    @Override
    void close();
}
