package dev.tributary.testkit.internal.process;

import dev.tributary.testkit.TestkitException;
import dev.tributary.testkit.internal.install.Cache;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A free TCP port that no other test gets until it is given back.
 *
 * <p>It lies below the range from which operating systems take the ports of outgoing connections, so that it is still
 * free when a stopped server is started again; and a lock file keeps other JVMs from choosing it.
 */
public final class ReservedPort implements AutoCloseable {
    private static final int FIRST = 12_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 1_000;

    private final int number;
    private final FileChannel lock;

    private ReservedPort(int number, FileChannel lock) {
        this.number = number;
        this.lock = lock;
    }

    /** Reserves a port. */
    public static ReservedPort reserve() {
        try {
            Path folder = Files.createDirectories(Cache.ofUser().root().resolve("ports"));
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                int candidate = ThreadLocalRandom.current().nextInt(FIRST, END);
                FileChannel lock = lock(folder.resolve(String.valueOf(candidate)));
                if (lock != null) {
                    if (isFree(candidate)) {
                        return new ReservedPort(candidate, lock);
                    }
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new TestkitException("Cannot reserve a TCP port: " + e, e);
        }
        throw new TestkitException(
                "No free TCP port between " + FIRST + " and " + END + " after " + ATTEMPTS + " tries");
    }

    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException reservedByThisJvm) {
            locked = false;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (java.net.BindException taken) {
            return false;
        }
    }

    /** The port's number. */
    public int number() {
        return number;
    }

    /** Gives the port back. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new TestkitException("Cannot give port " + number + " back: " + e, e);
        }
    }
}
