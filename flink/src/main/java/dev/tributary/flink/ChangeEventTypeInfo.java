package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Tells Flink how change events are written: by {@link ChangeEventSerializer}. Flink finds it by itself in what
 * {@link ChangeEventDeserializationSchema} reads; after a function of the job's own that gives change events say {@code
 * .returns(ChangeEventTypeInfo.INSTANCE)}, and name it in descriptors of state. Where it is forgotten Flink falls back to Kryo, which
 * cannot restore them: {@code pipeline.generic-types: false} makes that an error when the job is submitted.
 *
 * <p>Immutable.
 */
public final class ChangeEventTypeInfo extends TypeInformation<ChangeEvent> {

    /** The one there is. */
    public static final ChangeEventTypeInfo INSTANCE = new ChangeEventTypeInfo();

    private static final long serialVersionUID = 1L;

    private ChangeEventTypeInfo() {}

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<ChangeEvent> getTypeClass() {
        return ChangeEvent.class;
    }

    /** Returns false: streams are keyed by {@link ChangeEvents#keyByRow}. */
    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<ChangeEvent> createSerializer(SerializerConfig config) {
        return new ChangeEventSerializer();
    }

    @Override
    public String toString() {
        return "ChangeEvent";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChangeEventTypeInfo;
    }

    @Override
    public int hashCode() {
        return ChangeEventTypeInfo.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ChangeEventTypeInfo;
    }

    private Object readResolve() {
        return INSTANCE;
    }
}
