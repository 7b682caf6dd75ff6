package dev.tributary.internal;

import dev.tributary.CheckpointException;
import dev.tributary.CheckpointStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps positions in memory, by pipeline. */
public final class MemoryCheckpointStore implements CheckpointStore {

    private final Map<String, Map<String, String>> positions = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    @Override
    public synchronized Session open(String pipeline) {
        if (!open.add(pipeline)) {
            throw new CheckpointException("The positions of pipeline '" + pipeline
                    + "' are in use by another run of it in this JVM: stop that first, or give this one another name");
        }
        return new MemorySession(pipeline);
    }

    private final class MemorySession implements Session {

        private final String pipeline;
        private boolean closed;

        private MemorySession(String pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public Map<String, String> load() {
            synchronized (MemoryCheckpointStore.this) {
                return Map.copyOf(positions.getOrDefault(pipeline, Map.of()));
            }
        }

        @Override
        public void save(Map<String, String> changed) {
            synchronized (MemoryCheckpointStore.this) {
                positions.computeIfAbsent(pipeline, name -> new HashMap<>()).putAll(changed);
            }
        }

        @Override
        public void close() {
            synchronized (MemoryCheckpointStore.this) {
                if (!closed) {
                    closed = true;
                    open.remove(pipeline);
                }
            }
        }
    }
}
