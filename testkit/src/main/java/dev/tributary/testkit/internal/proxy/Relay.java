package dev.tributary.testkit.internal.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;

/** One connection through a proxy: two sockets, and a thread for each direction. Thread-safe. */
public final class Relay {
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final Gate gate;
    private final Pump toServer;
    private final Pump toClient;

    /** A connection from this client; nothing happens before {@link #run}. */
    public Relay(Socket client, InetSocketAddress target, Gate gate, LongAdder bytesToServer, LongAdder bytesToClient) {
        this.client = client;
        this.target = target;
        this.gate = gate;
        this.toServer = new Pump(gate, bytesToServer);
        this.toClient = new Pump(gate, bytesToClient);
    }

    /** Connects to the server and moves bytes until both directions have ended. */
    public void run(ThreadFactory threads) {
        try {
            if (!gate.pass(System.nanoTime())) {
                return;
            }
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(target.getHostString(), target.getPort()));
            Thread other = threads.newThread(() -> move(toServer, client, server));
            other.start();
            move(toClient, server, client);
            other.join();
        } catch (IOException unreachable) {
            reset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(client);
            close(server);
        }
    }

    private void move(Pump pump, Socket from, Socket to) {
        try {
            pump.move(from, to);
        } catch (IOException broken) {
            reset();
        }
    }

    /** Ends both sides by a reset. */
    public void reset() {
        reset(client);
        reset(server);
    }

    /** Ends both sides in order. */
    public void end() {
        close(client);
        close(server);
    }

    /** Ends the direction to the client in order, and leaves the other as it is. */
    public void halfClose() {
        toClient.mute();
        try {
            client.shutdownOutput();
        } catch (IOException closedAlready) {
            // as good
        }
    }

    /** Changes a bit of the byte to the client behind so many more. */
    public void corrupt(long afterBytes) {
        toClient.plan(Pump.Fault.FLIP, afterBytes);
    }

    /** Ends the direction to the client after so many more bytes. */
    public void truncate(long afterBytes) {
        toClient.plan(Pump.Fault.END, afterBytes);
    }

    /** Freezes the whole proxy after so many more bytes to the client. */
    public void freeze(long afterBytes) {
        toClient.plan(Pump.Fault.FREEZE, afterBytes);
    }

    /** Ends a socket by a reset. */
    public static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closedAlready) {
            // as good
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // there is nothing left to do for it
        }
    }
}
