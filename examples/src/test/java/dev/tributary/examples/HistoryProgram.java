package dev.tributary.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.ErrorPolicy;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.kafka.KafkaSource;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Appends each change of a topic to a table: one that was stored twice would be there twice. */
final class HistoryProgram {

    private HistoryProgram() {}

    /**
     * Takes bootstrap servers, topic, JDBC URL, user, password, whether to end when it has caught up, and how long the group
     * waits for it, in milliseconds.
     */
    public static void main(String[] arguments) throws InterruptedException {
        try (HikariDataSource target = TargetOptions.open(arguments[2], arguments[3], Secret.of(arguments[4]))) {
            boolean untilCaughtUp = Boolean.parseBoolean(arguments[5]);
            // Of several members one may have caught up with its partitions while another has yet to be given its own.
            Pipeline pipeline = Pipeline.named("history")
                    .parallelism(untilCaughtUp ? 1 : 2)
                    .onSinkError(ErrorPolicy.retry(1000, Backoff.standard()))
                    .from(KafkaSource.changeEvents()
                            .bootstrapServers(arguments[0])
                            .groupId("history")
                            .topics(arguments[1])
                            .property("session.timeout.ms", arguments[6])
                            .property("heartbeat.interval.ms", Integer.toString(Integer.parseInt(arguments[6]) / 10))
                            .build())
                    .to(JdbcSink.<ChangeEvent>statement(
                                    target, "INSERT INTO history (id, value) VALUES (?, ?)", HistoryProgram::bind)
                            .exactlyOnce()
                            .build())
                    .build();
            try (RunningPipeline running = pipeline.start()) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> running.stop(Duration.ofSeconds(20))));
                if (untilCaughtUp) {
                    running.awaitCaughtUp(Duration.ofMinutes(2));
                    running.stop(Duration.ofSeconds(20));
                }
                running.await();
            }
        }
    }

    private static void bind(PreparedStatement row, ChangeEvent change) throws SQLException {
        row.setInt(1, change.row().getInt("id"));
        row.setString(2, KeyHistory.textOf(change));
    }
}
