package dev.tributary.flink;

import dev.tributary.BinlogOrigin;
import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.RowsEvent;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.Transaction;
import dev.tributary.flink.internal.ChangeEventCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes change events into Flink's buffers and state: a binary form with the values as the source gave them, and with the
 * description of the table's columns in every event. So an event in a savepoint keeps its columns, whatever has become of
 * the table, and a job that has never seen the table reads it. What is read is lazy: values are decoded when they are asked for.
 *
 * <p>Used by {@link ChangeEventTypeInfo}; confined to one thread, as Flink does it.
 */
public final class ChangeEventSerializer extends TypeSerializer<ChangeEvent> {

    private static final long serialVersionUID = 1L;

    private transient @Nullable ChangeEventCodec codec;
    private transient byte @Nullable [] scratch;

    /** Creates a serializer. */
    public ChangeEventSerializer() {}

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<ChangeEvent> duplicate() {
        return new ChangeEventSerializer();
    }

    /** Returns an event of a table without columns. */
    @Override
    public ChangeEvent createInstance() {
        TableSchema none = TableSchema.of(new TableId("", "none"), List.of(), List.of());
        Transaction nowhere = Transaction.of(0, "", 0, Instant.EPOCH);
        return ChangeEvent.insert(Row.of(none), new BinlogOrigin(RowsEvent.of(nowhere, 0, 0), 0, true));
    }

    @Override
    public ChangeEvent copy(ChangeEvent from) {
        return from;
    }

    @Override
    public ChangeEvent copy(ChangeEvent from, ChangeEvent reuse) {
        return from;
    }

    /** Returns -1: events differ in length. */
    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(ChangeEvent event, DataOutputView target) throws IOException {
        ChangeEventCodec own = codec();
        own.encode(event);
        target.writeInt(own.length());
        target.write(own.array(), 0, own.length());
    }

    @Override
    public ChangeEvent deserialize(DataInputView source) throws IOException {
        int length = source.readInt();
        byte[] bytes = scratch(length);
        source.readFully(bytes, 0, length);
        return codec().decode(bytes, length);
    }

    @Override
    public ChangeEvent deserialize(ChangeEvent reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        int length = source.readInt();
        target.writeInt(length);
        target.write(source, length);
    }

    private ChangeEventCodec codec() {
        ChangeEventCodec own = codec;
        if (own == null) {
            own = new ChangeEventCodec();
            codec = own;
        }
        return own;
    }

    /** Returns bytes of at least a length, which are used again. */
    private byte[] scratch(int length) {
        byte[] own = scratch;
        if (own == null || own.length < length) {
            own = new byte[Math.max(length, 1_024)];
            scratch = own;
        }
        return own;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChangeEventSerializer;
    }

    @Override
    public int hashCode() {
        return ChangeEventSerializer.class.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<ChangeEvent> snapshotConfiguration() {
        return new Snapshot();
    }

    /**
     * What a savepoint says of the serializer that wrote it: the version of its form. Each event tells its own version too, so
     * a savepoint of an older one is read as it is.
     */
    public static final class Snapshot implements TypeSerializerSnapshot<ChangeEvent> {

        private static final int SNAPSHOT_VERSION = 1;

        private int version = ChangeEventCodec.VERSION;

        /** Creates a snapshot of the version that is written now. */
        public Snapshot() {}

        @Override
        public int getCurrentVersion() {
            return SNAPSHOT_VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            out.writeInt(version);
        }

        @Override
        public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
                throws IOException {
            version = in.readInt();
        }

        @Override
        public TypeSerializer<ChangeEvent> restoreSerializer() {
            return new ChangeEventSerializer();
        }

        @Override
        public TypeSerializerSchemaCompatibility<ChangeEvent> resolveSchemaCompatibility(
                TypeSerializerSnapshot<ChangeEvent> older) {
            return older instanceof Snapshot known && known.version <= ChangeEventCodec.VERSION
                    ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
