package dev.tributary.examples.flink;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.flink.ChangeEventDeserializationSchema;
import dev.tributary.flink.ChangeEventSerializationSchema;
import dev.tributary.flink.ChangeEventTypeInfo;
import dev.tributary.flink.ChangeEvents;
import dev.tributary.flink.TributarySink;
import dev.tributary.jdbc.JdbcSink;
import java.util.Locale;
import javax.sql.DataSource;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Reads changes from a topic, turns the text of their column {@code value} to upper case, writes them to another topic, and stores
 * what is in that one in a table of MySQL. Exactly once into the topic; into the table by upserts, which may be repeated.
 */
public final class UppercaseJob {

    private UppercaseJob() {}

    public static void main(String[] arguments) throws Exception {
        ParameterTool options = ParameterTool.fromArgs(arguments);
        String kafka = options.getRequired("bootstrap");
        String from = options.getRequired("from-topic");
        String to = options.getRequired("to-topic");
        String table = options.getRequired("table");
        String jdbc = options.getRequired("jdbc");
        String user = options.getRequired("user");
        String password = options.get("password", "");

        StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
        flink.fromSource(changes(kafka, from), WatermarkStrategy.noWatermarks(), from)
                .uid("read " + from)
                .map(change -> change.mapRows(UppercaseJob::upperCase))
                .returns(ChangeEventTypeInfo.INSTANCE)
                .sinkTo(topic(kafka, to))
                .uid("write " + to)
                .name(to);
        ChangeEvents.keyByRow(flink.fromSource(changes(kafka, to), WatermarkStrategy.noWatermarks(), to)
                        .uid("read " + to))
                .sinkTo(TributarySink.changeEvents(() -> JdbcSink.changeEvents(database(jdbc, user, password))
                                .table(table)
                                .build())
                        .build())
                .uid("store " + table)
                .name(table);
        flink.execute("uppercase");
    }

    static Row upperCase(Row row) {
        return row.has("value") && !row.isNull("value")
                ? row.with("value", row.getString("value").toUpperCase(Locale.ROOT))
                : row;
    }

    private static KafkaSource<ChangeEvent> changes(String kafka, String topic) {
        return KafkaSource.<ChangeEvent>builder()
                .setBootstrapServers(kafka)
                .setTopics(topic)
                .setGroupId("uppercase-" + topic)
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setDeserializer(ChangeEventDeserializationSchema.builder().build())
                .build();
    }

    private static KafkaSink<ChangeEvent> topic(String kafka, String topic) {
        return KafkaSink.<ChangeEvent>builder()
                .setBootstrapServers(kafka)
                .setRecordSerializer(ChangeEventSerializationSchema.toTopic(topic))
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix("uppercase")
                .setProperty("transaction.timeout.ms", "900000") // the most that a broker admits by default
                .build();
    }

    static DataSource database(String url, String user, String password) {
        MysqlDataSource database = new MysqlDataSource();
        database.setUrl(url);
        database.setUser(user);
        database.setPassword(password);
        return database;
    }
}
