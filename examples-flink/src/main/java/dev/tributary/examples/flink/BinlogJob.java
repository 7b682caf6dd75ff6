package dev.tributary.examples.flink;

import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.flink.ChangeEventTypeInfo;
import dev.tributary.flink.ChangeEvents;
import dev.tributary.flink.TributarySink;
import dev.tributary.flink.TributarySource;
import dev.tributary.jdbc.JdbcSink;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Copies a table of MySQL into another, with the text of its column {@code value} in upper case: the rows that are there and then the changes,
 * straight from the binlog, without Kafka.
 */
public final class BinlogJob {

    private BinlogJob() {}

    public static void main(String[] arguments) throws Exception {
        ParameterTool options = ParameterTool.fromArgs(arguments);
        String host = options.getRequired("host");
        int port = options.getInt("port");
        String reader = options.getRequired("reader");
        String readerPassword = options.getRequired("reader-password");
        String from = options.getRequired("from-table");
        String to = options.getRequired("table");
        String jdbc = options.getRequired("jdbc");
        String user = options.getRequired("user");
        String password = options.get("password", "");

        StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
        ChangeEvents.keyByRow(flink.fromSource(
                                TributarySource.changeEvents(() -> MySqlSource.builder()
                                                .endpoint(host, port)
                                                .credentials(reader, Secret.of(readerPassword))
                                                .tables(from)
                                                .startFrom(StartFrom.snapshot())
                                                .build())
                                        .build(),
                                WatermarkStrategy.forMonotonousTimestamps(),
                                from)
                        .uid("read " + from)
                        .setParallelism(1)
                        .map(change -> change.mapRows(UppercaseJob::upperCase))
                        .returns(ChangeEventTypeInfo.INSTANCE)
                        .setParallelism(1))
                .sinkTo(TributarySink.changeEvents(
                                () -> JdbcSink.changeEvents(UppercaseJob.database(jdbc, user, password))
                                        .table(to)
                                        .build())
                        .build())
                .uid("store " + to)
                .name(to);
        flink.execute("binlog");
    }
}
