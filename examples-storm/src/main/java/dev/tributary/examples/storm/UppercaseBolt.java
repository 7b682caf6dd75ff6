package dev.tributary.examples.storm;

import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.SinkSession;
import dev.tributary.examples.common.JobOptions;
import dev.tributary.format.EnvelopeReader;
import dev.tributary.jdbc.JdbcSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.utils.TupleUtils;

/**
 * Stores changes, and acknowledges them once they are stored: each second, or when there are many. A failure ends the worker, and the spout
 * begins again behind what was acknowledged.
 */
final class UppercaseBolt extends BaseRichBolt {

    private static final long serialVersionUID = 1L;
    private static final int MOST_UNSTORED = 1_000;

    private final JobOptions options;
    private final Map<Integer, Long> written = new HashMap<>();
    private final List<Tuple> unstored = new ArrayList<>();
    private transient OutputCollector collector;
    private transient EnvelopeReader envelopes;
    private transient SinkSession<ChangeEvent> table;

    @SuppressWarnings("NullAway.Init") // prepare opens the rest, in the worker
    UppercaseBolt(JobOptions options) {
        this.options = options;
    }

    @Override
    public Map<String, Object> getComponentConfiguration() {
        return Map.of(Config.TOPOLOGY_TICK_TUPLE_FREQ_SECS, 1);
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext context, OutputCollector output) {
        collector = output;
        envelopes = new EnvelopeReader();
        try {
            table = SinkSession.open(
                    "uppercase-" + context.getThisTaskIndex(),
                    JdbcSink.changeEvents(options.database())
                            .table(options.table())
                            .build());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("The worker ends", interrupted);
        }
    }

    @Override
    public void execute(Tuple tuple) {
        try {
            if (!TupleUtils.isTick(tuple)) {
                write(tuple);
            }
            if (TupleUtils.isTick(tuple) || unstored.size() >= MOST_UNSTORED) {
                store();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("The worker ends", interrupted);
        }
    }

    /** Writes a change, but for one that the spout repeats: it was written in its turn, and may be older than its row is now. */
    private void write(Tuple tuple) throws InterruptedException {
        long offset = tuple.getLongByField("offset");
        if (offset > written.getOrDefault(tuple.getIntegerByField("partition"), -1L)) {
            ChangeEvent change = envelopes.read(tuple.getBinaryByField("value"), tuple.getBinaryByField("schema"));
            table.write(change.mapRows(UppercaseBolt::upperCase));
            written.put(tuple.getIntegerByField("partition"), offset);
        }
        unstored.add(tuple);
    }

    private static Row upperCase(Row row) {
        return row.has("value") && !row.isNull("value")
                ? row.with("value", row.getString("value").toUpperCase(Locale.ROOT))
                : row;
    }

    private void store() throws InterruptedException {
        table.flush();
        unstored.forEach(collector::ack);
        unstored.clear();
    }

    @Override
    public void cleanup() {
        table.close();
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        // nothing comes after the table
    }
}
