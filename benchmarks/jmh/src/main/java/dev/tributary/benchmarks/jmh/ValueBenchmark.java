package dev.tributary.benchmarks.jmh;

import dev.tributary.Row;
import dev.tributary.binlog.internal.event.BinlogEvent;
import dev.tributary.binlog.internal.row.ServerKind;
import dev.tributary.binlog.internal.row.TableDecoder;
import dev.tributary.format.JsonBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From the bytes of a row event of 100 rows with ten columns of one kind to JSON or to Java values. One operation is one
 * value.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(Kind.VALUES)
public class ValueBenchmark {

    /** The kind of all columns. */
    @Param
    public Kind kind = Kind.INT;

    private final JsonBuffer json = new JsonBuffer();
    private BinlogEvent rows = Kind.INT.rows();
    private TableDecoder decoder = decoder(Kind.INT);

    /** Makes the events. */
    @Setup
    public void prepare() {
        rows = kind.rows();
        decoder = decoder(kind);
    }

    /** From bytes to JSON in a buffer that is used again. */
    @Benchmark
    public int toJson() {
        json.clear();
        decoder.read(rows, new Inserts() {
            @Override
            void inserted(Row row) {
                for (int i = 0; i < Kind.COLUMNS; i++) {
                    row.write(i, json);
                }
            }
        });
        return json.size();
    }

    /** From bytes to what the typed getter returns. */
    @Benchmark
    public void toValue(Blackhole taker) {
        Kind.Getter getter = kind.getter();
        decoder.read(rows, new Inserts() {
            @Override
            void inserted(Row row) {
                for (int i = 0; i < Kind.COLUMNS; i++) {
                    taker.consume(getter.get(row, i));
                }
            }
        });
    }

    private static TableDecoder decoder(Kind kind) {
        return TableDecoder.of(ServerKind.MYSQL, kind.tableMap(), collation -> "utf8mb4", (table, lack) -> {
            throw new IllegalStateException("The table map names the columns of " + table);
        });
    }

    private abstract static class Inserts implements TableDecoder.Target<RuntimeException> {

        abstract void inserted(Row row);

        @Override
        public void inserted(Row after, int bytes, boolean last) {
            inserted(after);
        }

        @Override
        public void updated(Row before, Row after, int bytes, boolean last) {
            throw new IllegalStateException("an update among inserts");
        }

        @Override
        public void deleted(Row before, int bytes, boolean last) {
            throw new IllegalStateException("a delete among inserts");
        }
    }
}
