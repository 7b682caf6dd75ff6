package dev.tributary.kafka.rebalance;

import dev.tributary.Backoff;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.PipelineListener;
import dev.tributary.RunningPipeline;
import dev.tributary.kafka.KafkaRecordSinkBuilder;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.kafka.KafkaSourceBuilder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.GroupProtocol;

/**
 * A member of a group that copies a topic, and writes its own name behind each value. Arguments: brokers, the topic to read,
 * which names the group too, the topic to write, the group's protocol, whether exactly once, its name.
 */
final class MemberProgram {

    static final int SESSION_MILLIS = 3_000;

    private MemberProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        String brokers = arguments[0];
        String topic = arguments[1];
        GroupProtocol protocol = GroupProtocol.of(arguments[3]);
        KafkaSourceBuilder<String> source = KafkaSource.strings()
                .bootstrapServers(brokers)
                .groupId(topic)
                .topics(topic)
                .groupProtocol(protocol)
                .property("max.poll.interval.ms", "" + SESSION_MILLIS);
        if (protocol == GroupProtocol.CLASSIC) {
            source.property("session.timeout.ms", "" + SESSION_MILLIS).property("heartbeat.interval.ms", "300");
        }
        String name = arguments[5];
        AtomicBoolean reads = new AtomicBoolean();
        Pipeline pipeline = Pipeline.named("copy")
                .saveEvery(Duration.ofMillis(100))
                .onSinkError(ErrorPolicy.retry(100, new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1))))
                .listener(printing())
                .from(source.build())
                .peek(version -> {
                    if (!reads.getAndSet(true)) {
                        System.out.println("reads");
                    }
                })
                .map(version -> version + " " + name)
                .to(sink(brokers, arguments[2], Boolean.parseBoolean(arguments[4])))
                .build();
        RunningPipeline running = pipeline.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.stop(Duration.ofSeconds(10))));
        running.await();
    }

    private static PipelineListener printing() {
        return new PipelineListener() {
            @Override
            public void restarting(String pipeline, Throwable cause, Duration delay) {
                System.out.println("begins anew: " + cause.getMessage());
            }
        };
    }

    private static KafkaSink<String> sink(String brokers, String topic, boolean exactlyOnce) {
        KafkaRecordSinkBuilder<String> sink =
                KafkaSink.strings().bootstrapServers(brokers).topic(topic);
        return (exactlyOnce ? sink.exactlyOnce().property("transaction.timeout.ms", "" + SESSION_MILLIS) : sink)
                .build();
    }
}
