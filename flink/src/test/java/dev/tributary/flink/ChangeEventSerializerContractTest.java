package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's own tests of what a serializer must do. */
class ChangeEventSerializerContractTest extends SerializerTestBase<ChangeEvent> {

    @Override
    protected TypeSerializer<ChangeEvent> createSerializer() {
        return new ChangeEventSerializer();
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<ChangeEvent> getTypeClass() {
        return ChangeEvent.class;
    }

    /** Events as Flink hands them over: rows of another kind are not equal to what they become. */
    @Override
    protected ChangeEvent[] getTestData() {
        return Stream.of(
                        Changes.insert(1, "one"),
                        Changes.update(1, "one", 2, null),
                        Changes.delete(2, "ü 😀"),
                        ChangeEvent.snapshot(Changes.item(3, ""), Changes.origin(3)))
                .map(Changes::passed)
                .toArray(ChangeEvent[]::new);
    }
}
