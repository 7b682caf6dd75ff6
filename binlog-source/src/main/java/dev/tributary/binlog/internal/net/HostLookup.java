package dev.tributary.binlog.internal.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The look-up of a host's address. Nothing ends one that hangs on a name server, so it has a daemon thread of its own,
 * which may outlive the one that waits for the answer.
 *
 * <p>Used once; {@link #cancel} from any thread.
 */
final class HostLookup {

    /** How a name becomes an address. */
    interface Resolver {
        InetAddress resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final CompletableFuture<InetAddress> answer = new CompletableFuture<>();

    HostLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    InetAddress find(String host, Duration limit) throws IOException {
        Thread thread = new Thread(() -> resolve(host), "tributary-lookup-" + host);
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            SocketTimeoutException silence =
                    new SocketTimeoutException("no name server has answered within " + limit.toMillis() + " ms");
            silence.initCause(e);
            throw silence;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException known) {
                throw known;
            }
            throw new IOException(e.getCause());
        } catch (InterruptedException breakOff) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(breakOff);
            throw interrupted;
        }
    }

    @SuppressWarnings("IllegalCatch") // whatever it is, the one who waits must learn of it
    private void resolve(String host) {
        try {
            answer.complete(resolver.resolve(host));
        } catch (IOException | RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    /** Ends the wait for the answer, now or to come. */
    void cancel() {
        answer.completeExceptionally(new SocketException("closed"));
    }
}
