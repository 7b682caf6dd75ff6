package dev.tributary.flink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import java.math.BigDecimal;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** Change events in the state of an operator, over a savepoint. */
class ChangeEventStateTest {

    /** Keeps the last change of each row, and gives the one before it. */
    private static final class Previous extends KeyedProcessFunction<String, ChangeEvent, ChangeEvent> {

        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(ChangeEvent event, Context context, Collector<ChangeEvent> out) throws Exception {
            ValueState<ChangeEvent> last =
                    getRuntimeContext().getState(new ValueStateDescriptor<>("last", ChangeEventTypeInfo.INSTANCE));
            ChangeEvent previous = last.value();
            if (previous != null) {
                out.collect(previous);
            }
            last.update(event);
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ChangeEvent, ChangeEvent> operator()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Previous()), ChangeEvents.keys(), Types.STRING);
    }

    @Test
    @SuppressWarnings("try") // the harness' close may be interrupted
    void whatWasKeptBeforeAColumnWasAddedIsReadAfter() throws Exception {
        OperatorSubtaskState savepoint;
        try (var before = operator()) {
            before.open();
            before.processElement(Changes.insert(1, "one"), 0);
            before.processElement(Changes.insert(2, "two"), 0);
            savepoint = before.snapshot(1, 1);
        }
        try (var after = operator()) {
            after.initializeState(savepoint);
            after.open();
            Row wider = Row.of(Changes.WIDER_ITEMS, 1, "uno", new BigDecimal("1.50"));

            after.processElement(ChangeEvent.insert(wider, Changes.origin(9)), 0);
            after.processElement(ChangeEvent.insert(wider.with("note", "eins"), Changes.origin(10)), 0);

            assertThat(after.extractOutputValues()).hasSize(2);
            ChangeEvent kept = after.extractOutputValues().get(0);
            assertThat(kept.schema()).isEqualTo(Changes.ITEMS);
            assertThat(kept.row().getString("note")).isEqualTo("one");
            ChangeEvent next = after.extractOutputValues().get(1);
            assertThat(next.schema()).isEqualTo(Changes.WIDER_ITEMS);
            assertThat(next.row().getDecimal("price")).isEqualTo("1.50");
        }
    }
}
