package dev.tributary.internal;

import dev.tributary.CheckpointException;
import dev.tributary.CheckpointStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps the positions of one pipeline in a file; a second file beside it, ending in {@code .lock}, is locked while open. */
public final class FileCheckpointStore implements CheckpointStore {

    private final Path file;

    /** Creates the store; nothing is opened yet. */
    public FileCheckpointStore(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public Session open(String pipeline) {
        FileChannel lockFile = openLockFile();
        try {
            FileLock lock = tryLock(lockFile);
            if (lock == null) {
                throw new CheckpointException("Checkpoint file '" + file
                        + "' is in use by another pipeline or process: stop that first, or give this pipeline a file of"
                        + " its own");
            }
            return new FileSession(pipeline, lockFile);
        } catch (IOException | RuntimeException failure) {
            closeQuietly(lockFile, failure);
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new CheckpointException("Checkpoint file '" + file + "' cannot be locked: " + failure, failure);
        }
    }

    private FileChannel openLockFile() {
        Path lockPath = file.resolveSibling(file.getFileName() + ".lock");
        try {
            return FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException missing) {
            throw new CheckpointException(
                    "The folder of checkpoint file '" + file + "' does not exist: create it", missing);
        } catch (IOException failure) {
            throw new CheckpointException(
                    "Checkpoint file '" + file + "' cannot be used: its lock '" + lockPath
                            + "' cannot be opened; check the folder's permissions",
                    failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisJvm) {
            return null;
        }
    }

    private static void closeQuietly(FileChannel channel, Exception failure) {
        try {
            channel.close();
        } catch (IOException closing) {
            failure.addSuppressed(closing);
        }
    }

    private final class FileSession implements Session {

        private final String pipeline;
        private final FileChannel lockFile;
        private @Nullable Map<String, String> positions;

        private FileSession(String pipeline, FileChannel lockFile) {
            this.pipeline = pipeline;
            this.lockFile = lockFile;
        }

        @Override
        public Map<String, String> load() {
            return Map.copyOf(current());
        }

        private Map<String, String> current() {
            Map<String, String> known = positions;
            if (known == null) {
                known = read();
                positions = known;
            }
            return known;
        }

        private Map<String, String> read() {
            try {
                return new TreeMap<>(CheckpointText.parse(Files.readString(file), pipeline));
            } catch (NoSuchFileException none) {
                return new TreeMap<>();
            } catch (IllegalArgumentException malformed) {
                throw unusable(malformed.getMessage(), malformed);
            } catch (CharacterCodingException garbled) {
                throw unusable("is damaged: it is not UTF-8 text", garbled);
            } catch (IOException failure) {
                throw new CheckpointException("Checkpoint file '" + file + "' cannot be read: " + failure, failure);
            }
        }

        private CheckpointException unusable(@Nullable String reason, Exception cause) {
            return new CheckpointException(
                    "Checkpoint file '" + file + "' " + reason + "; restore it from a copy, or remove it to begin anew",
                    cause);
        }

        @Override
        public void save(Map<String, String> changed) {
            Map<String, String> all = new TreeMap<>(current());
            all.putAll(changed);
            try {
                DurableFile.replace(file, CheckpointText.format(pipeline, all));
            } catch (IOException failure) {
                throw new CheckpointException("Checkpoint file '" + file + "' cannot be written: " + failure, failure);
            }
            positions = all;
        }

        @Override
        public void close() {
            try {
                lockFile.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
