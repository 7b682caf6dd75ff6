package dev.tributary.scripted;

import dev.tributary.CheckpointStore;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Keeps positions in memory, over restarts; an inspector sees what is saved before it is. */
public final class ScriptedStore implements CheckpointStore {

    private final Script script;
    private final Map<String, String> positions = new TreeMap<>(); // guarded by this
    private Consumer<Map<String, String>> inspector = saved -> {};

    public ScriptedStore() {
        this(new Script("store"));
    }

    public ScriptedStore(Script script) {
        this.script = script;
    }

    /** Shows each save to an inspector. */
    public ScriptedStore inspectedBy(Consumer<Map<String, String>> newInspector) {
        inspector = newInspector;
        return this;
    }

    public Script script() {
        return script;
    }

    public synchronized Map<String, String> positions() {
        return Map.copyOf(positions);
    }

    /** Returns a store of the same positions with another script. */
    public ScriptedStore reopened(Script next) {
        ScriptedStore store = new ScriptedStore(next).inspectedBy(inspector);
        store.positions.putAll(positions());
        return store;
    }

    @Override
    public Session open(String pipeline) {
        return script.playUninterrupted(Call.OPEN, ScriptedSession::new);
    }

    private final class ScriptedSession implements Session {

        @Override
        public Map<String, String> load() {
            return script.playUninterrupted(Call.LOAD, ScriptedStore.this::positions);
        }

        @Override
        public void save(Map<String, String> changed) {
            script.playUninterrupted(Call.SAVE, () -> {
                inspector.accept(changed);
                synchronized (ScriptedStore.this) {
                    positions.putAll(changed);
                }
                return null;
            });
        }

        @Override
        public void close() {
            script.playUninterrupted(Call.CLOSE, () -> null);
        }
    }
}
