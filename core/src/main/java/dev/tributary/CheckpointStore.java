package dev.tributary;

import dev.tributary.internal.FileCheckpointStore;
import dev.tributary.internal.MemoryCheckpointStore;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a pipeline keeps its position when neither its source nor its sink does. A position is saved only after what it
 * covers is stored; what came after is delivered again when the pipeline starts the next time.
 *
 * <p>Implementations are thread-safe: several pipelines may use one.
 */
public interface CheckpointStore {

    /**
     * Returns a store in a file, for one pipeline. The file is written anew at each save, flushed to the disk and renamed
     * into place, so that it is whole at any moment; while it is open, a lock beside it keeps other processes out.
     *
     * @param file where; its folder must exist, the file need not
     */
    static CheckpointStore file(Path file) {
        return new FileCheckpointStore(file);
    }

    /** Returns a store in memory: for tests, and for pipelines that may forget. It outlives a pipeline, not the JVM. */
    static CheckpointStore inMemory() {
        return new MemoryCheckpointStore();
    }

    /**
     * Opens the positions of a pipeline.
     *
     * @throws CheckpointException if another pipeline or process has them open, or they cannot be read
     */
    Session open(String pipeline);

    /** The positions of one pipeline while it runs. Confined to one thread at a time. */
    interface Session extends AutoCloseable {

        /**
         * Returns the saved positions by split, each as it was saved; empty when there is none.
         *
         * @throws CheckpointException if they cannot be read
         */
        Map<String, String> load();

        /**
         * Saves positions; returns when they are there for good. Splits that are not named keep theirs.
         *
         * @throws CheckpointException if they cannot be written
         */
        void save(Map<String, String> positions);

        /** Lets others open them. Idempotent. */
        @Override
        void close();
    }
}
