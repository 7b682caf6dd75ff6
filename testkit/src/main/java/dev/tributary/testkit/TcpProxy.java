package dev.tributary.testkit;

import dev.tributary.testkit.internal.proxy.Gate;
import dev.tributary.testkit.internal.proxy.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A network that can be broken: it listens on a port of the loopback interface, forwards each connection to a server, and
 * at any time cuts, freezes, slows, truncates or corrupts what goes through it.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
 *     ... // connect to proxy.host() and proxy.port()
 *     proxy.freeze();
 *     ... // nothing moves, and nobody is told
 *     proxy.thaw();
 * }
 * }</pre>
 *
 * <p>What is done to connections is done to those that are open at that moment; {@link #freeze}, {@link #delay} and {@link
 * #refuse} hold for later ones too, until they are taken back. The server may stop and come back on its port meanwhile.
 *
 * <p>Thread-safe. Its threads are named {@code tcp-proxy-PORT-N} and end with {@link #close()}.
 */
public final class TcpProxy implements AutoCloseable {
    private static final long NEVER = -1;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final InetSocketAddress target;
    private final ServerSocket listener;
    private final Gate gate = new Gate();
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threadCount = new AtomicInteger();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytesToServer = new LongAdder();
    private final LongAdder bytesToClient = new LongAdder();
    private final AtomicLong corruptNextAfter = new AtomicLong(NEVER);
    private volatile boolean refusing;
    private volatile boolean closed;

    private TcpProxy(InetSocketAddress target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /**
     * What has gone through a proxy.
     *
     * @param accepted connections that were accepted and forwarded, since its start
     * @param refused connections that were refused, since its start
     * @param open connections that are open now
     * @param bytesToServer bytes moved from clients to the server
     * @param bytesToClient bytes moved from the server to clients
     */
    public record Statistics(long accepted, long refused, int open, long bytesToServer, long bytesToClient) {}

    /**
     * Starts a proxy in front of a server, which need not run yet.
     *
     * @throws TestkitException if it cannot listen
     */
    public static TcpProxy to(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            TcpProxy proxy = new TcpProxy(InetSocketAddress.createUnresolved(host, port), listener);
            proxy.newThread(proxy::accept).start();
            return proxy;
        } catch (IOException e) {
            throw new TestkitException("Cannot start a TCP proxy to " + host + ":" + port + ": " + e, e);
        }
    }

    /** The host that clients connect to. */
    public String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    /** The port that clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                take(listener.accept());
            } catch (IOException e) {
                if (!closed) {
                    throw new TestkitException("The TCP proxy to " + target + " cannot accept connections: " + e, e);
                }
            }
        }
    }

    private void take(Socket client) {
        if (refusing || closed) {
            refused.increment();
            Relay.reset(client);
            return;
        }
        accepted.increment();
        Relay relay = new Relay(client, target, gate, bytesToServer, bytesToClient);
        long corruptAfter = corruptNextAfter.getAndSet(NEVER);
        if (corruptAfter != NEVER) {
            relay.corrupt(corruptAfter);
        }
        relays.add(relay);
        newThread(() -> {
                    relay.run(this::newThread);
                    relays.remove(relay);
                })
                .start();
    }

    private Thread newThread(Runnable work) {
        threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        Thread thread = new Thread(work, "tcp-proxy-" + port() + "-" + threadCount.incrementAndGet());
        thread.setDaemon(true);
        threads.add(thread);
        return thread;
    }

    /** Resets all connections. */
    public void cut() {
        relays.forEach(Relay::reset);
    }

    /** Ends all connections in order, as a server does that closes them. */
    public void end() {
        relays.forEach(Relay::end);
    }

    /** Ends the direction from the server of all connections in order; what clients send still arrives. */
    public void halfClose() {
        relays.forEach(Relay::halfClose);
    }

    /** Moves no byte and no end of a connection from now on; connections are accepted, and go no further. */
    public void freeze() {
        gate.freeze();
    }

    /**
     * As {@link #freeze()}, once so many more bytes from the server have gone through one of the connections: that may be in
     * the middle of a packet.
     */
    public void freezeAfter(long bytes) {
        onEach(bytes, relay -> relay.freeze(bytes));
    }

    /** Goes on after {@link #freeze()}, with all that has come meanwhile; a freeze that is only planned is called off. */
    public void thaw() {
        gate.thaw();
    }

    /**
     * Holds each piece of up to 64 KiB back for a time, zero for none; the next piece waits behind it, so this is a slow
     * network too.
     */
    public void delay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A delay must not be negative but was " + delay);
        }
        gate.delay(delay);
    }

    /** Resets new connections as soon as they are there. Open ones stay. */
    public void refuse() {
        refusing = true;
    }

    /** Takes new connections again after {@link #refuse()}. */
    public void admit() {
        refusing = false;
    }

    /** Lets so many more bytes from the server through each connection, and then ends that direction in order. */
    public void truncate(long bytes) {
        onEach(bytes, relay -> relay.truncate(bytes));
    }

    /** Changes one bit of each connection: in the first byte from the server behind so many more. */
    public void corrupt(long bytes) {
        onEach(bytes, relay -> relay.corrupt(bytes));
    }

    /** As {@link #corrupt}, of the one connection that is made next: what a server says first is not spared. */
    public void corruptNext(long bytes) {
        corruptNextAfter.set(checked(bytes));
    }

    private static long checked(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("A number of bytes must not be negative but was " + bytes);
        }
        return bytes;
    }

    private void onEach(long bytes, Consumer<Relay> fault) {
        checked(bytes);
        relays.forEach(fault);
    }

    /** What has gone through so far. */
    public Statistics statistics() {
        return new Statistics(accepted.sum(), refused.sum(), relays.size(), bytesToServer.sum(), bytesToClient.sum());
    }

    /** Resets all connections, stops listening, and waits until its threads have ended. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new TestkitException("The TCP proxy to " + target + " cannot be closed: " + e, e);
        } finally {
            gate.close();
            cut();
            awaitThreads();
        }
    }

    private void awaitThreads() {
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            for (Thread thread : threads) {
                cut(); // one may have begun meanwhile
                thread.join(
                        Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The address it listens on, and the one it forwards to. */
    @Override
    public String toString() {
        return host() + ":" + port() + " -> " + target.getHostString() + ":" + target.getPort();
    }
}
