package dev.tributary.scripted;

import dev.tributary.SnapshotTable;
import dev.tributary.spi.Position;
import dev.tributary.spi.Source;
import dev.tributary.spi.SourceContext;
import dev.tributary.spi.SourceReader;
import dev.tributary.spi.Split;
import dev.tributary.spi.Trait;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Reads {@link Stream}s, all of them assigned at the first poll. Settings may be changed until it is opened. */
public final class ScriptedSource implements Source<Element> {

    private final Map<Split, Stream> streams = new LinkedHashMap<>();
    private final Script script;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private final Map<Split, Position> acknowledged = new ConcurrentHashMap<>();
    private final List<ScriptedReader> readers = Collections.synchronizedList(new ArrayList<>());
    private Consumer<Map<Split, Position>> inspector = durable -> {};
    private final Map<String, ScriptedSnapshot> snapshots = Collections.synchronizedMap(new LinkedHashMap<>());
    private int chunksPerSnapshot;
    private boolean ends = true;
    private boolean keepsPositions;
    private boolean startsAtEnd;
    private int itemsPerPoll = Integer.MAX_VALUE;
    private int bytesPerRecord = 100;

    public ScriptedSource(Stream... streams) {
        this(new Script("source"), streams);
    }

    public ScriptedSource(Script script, Stream... streams) {
        this.script = script;
        for (Stream stream : streams) {
            this.streams.put(stream.split(), stream);
        }
    }

    /** Waits for more at the end of its streams, instead of ending. */
    public ScriptedSource endless() {
        ends = false;
        return this;
    }

    /** Begins a split without a saved position at its end as it is then. */
    public ScriptedSource fromNow() {
        startsAtEnd = true;
        return this;
    }

    /** Remembers what is acknowledged, and begins there where nobody else knows. */
    public ScriptedSource keepingPositions() {
        keepsPositions = true;
        return this;
    }

    /** Shows what is acknowledged to an inspector. */
    public ScriptedSource inspectedBy(Consumer<Map<Split, Position>> newInspector) {
        inspector = newInspector;
        return this;
    }

    /** Begins where another source of the same streams was told to, if it keeps positions. */
    public ScriptedSource after(ScriptedSource other) {
        acknowledged.putAll(other.acknowledged);
        return this;
    }

    /** Gives at most so many items of a split at once, instead of a transaction. */
    public ScriptedSource itemsPerPoll(int items) {
        itemsPerPoll = items;
        return this;
    }

    /** Takes snapshots, each of so many chunks, into its first stream. */
    public ScriptedSource takingSnapshots(int chunks) {
        chunksPerSnapshot = chunks;
        return this;
    }

    public ScriptedSource bytesPerRecord(int bytes) {
        bytesPerRecord = bytes;
        return this;
    }

    public ScriptedSource giving(Trait trait) {
        traits.add(trait);
        return this;
    }

    public Script script() {
        return script;
    }

    /** Returns what was acknowledged last, by split. */
    public Map<Split, Position> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** Returns the reader that was opened last. */
    public ScriptedReader reader() {
        return readers.get(readers.size() - 1);
    }

    /** Returns the snapshots that were asked for, in order. */
    public List<ScriptedSnapshot> snapshots() {
        synchronized (snapshots) {
            return List.copyOf(snapshots.values());
        }
    }

    /** Returns a snapshot, a new one where none is known by the id. */
    ScriptedSnapshot snapshot(String id, SnapshotTable table) {
        if (chunksPerSnapshot == 0) {
            throw new UnsupportedOperationException("none here");
        }
        return snapshots.computeIfAbsent(id, key -> new ScriptedSnapshot(key, table, chunksPerSnapshot));
    }

    @Override
    public String describe() {
        return "scripted source";
    }

    @Override
    public SourceReader<Element> open(SourceContext context) throws InterruptedException {
        return script.play(Call.OPEN, () -> {
            ScriptedReader reader = new ScriptedReader(this, context);
            readers.add(reader);
            return reader;
        });
    }

    @Override
    public Position decodePosition(String encoded) {
        return Place.decode(encoded);
    }

    @Override
    public boolean keepsPositions() {
        return keepsPositions;
    }

    @Override
    public Set<Trait> gives() {
        return traits;
    }

    Map<Split, Stream> streams() {
        return streams;
    }

    boolean ends() {
        return ends;
    }

    int itemsPerPoll() {
        return itemsPerPoll;
    }

    int bytesPerRecord() {
        return bytesPerRecord;
    }

    void acknowledged(Map<Split, Position> durable) {
        inspector.accept(durable);
        acknowledged.putAll(durable);
    }

    /** Returns where to begin a split that nobody has a position of. */
    int beginning(Split split) {
        int fallback = startsAtEnd ? streams.get(split).size() : 0;
        return keepsPositions && acknowledged.get(split) instanceof Place.Behind behind ? behind.items() : fallback;
    }
}
