package dev.tributary.flink;

import dev.tributary.ChangeEvent;
import dev.tributary.flink.internal.KeyText;
import dev.tributary.flink.internal.SplitKeyChanges;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;

/** What streams of change events need in a job: keys, and updates that change keys taken apart. */
public final class ChangeEvents {

    private ChangeEvents() {}

    /**
     * Returns the stream, keyed by the primary keys of rows, so that all changes of one row are in one subtask and in their
     * order: {@link #splitKeyChanges()}, then {@link #keys()}.
     *
     * <p>Up to here changes of one row must not have been dealt out to several subtasks: what stands between the source and this, such
     * as a {@code map}, must have the source's parallelism, or Flink deals elements out in turn and their order is lost.
     */
    public static KeyedStream<ChangeEvent, String> keyByRow(DataStream<ChangeEvent> stream) {
        return stream.flatMap(splitKeyChanges())
                .returns(ChangeEventTypeInfo.INSTANCE)
                .name("split changes of keys")
                .setParallelism(stream.getParallelism()) // else Flink would deal them out in turn
                .keyBy(keys(), Types.STRING);
    }

    /**
     * Returns the key of a change: the table, and the primary key as a JSON object. Text in it is folded ({@link
     * dev.tributary.RowKey#folded()}), so that two keys that the server calls equal are one. It is the same in every JVM.
     * All changes of a table without a primary key have one key.
     *
     * <p>An update that changes the key of its row has the new key only, and could overtake what is done under the old one: take it
     * apart before, by {@link #splitKeyChanges()}.
     */
    public static KeySelector<ChangeEvent, String> keys() {
        return new KeyText();
    }

    /**
     * Returns a function that makes of an update that changes the primary key a delete under the old and an insert under
     * the new one, and leaves all else as it is. Changes from topics that {@code KafkaSink} or Debezium wrote are apart already.
     *
     * <p>It fails with a {@link dev.tributary.SinkException} where such an update holds only some columns of its row.
     */
    public static FlatMapFunction<ChangeEvent, ChangeEvent> splitKeyChanges() {
        return new SplitKeyChanges();
    }
}
