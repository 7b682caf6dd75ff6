package dev.tributary.examples;

import dev.tributary.ChangeEvent;
import dev.tributary.Row;
import dev.tributary.RunningPipeline;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlServer;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** What the quickstart shows of the way of a change, one line a stage. Thread-safe. */
final class Stages {

    private volatile boolean showChanges = true;

    private synchronized void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    void title(String text) {
        print("");
        print("  " + text);
        print("");
    }

    /** Starts a server and says how long that took. */
    <T> T start(String server, Supplier<T> start) {
        long begin = System.nanoTime();
        T started = start.get();
        String address = started instanceof MySqlServer mysql
                ? mysql.host() + ":" + mysql.port()
                : ((KafkaBroker) started).bootstrapServers();
        print(String.format("  %-6s is up at %s after %s", server, address, seconds(System.nanoTime() - begin)));
        return started;
    }

    /** Announces a statement that is about to be run. */
    void statement(String sql) {
        print("");
        print("  SQL> " + sql);
    }

    /** Shows a change as it passes a stage. */
    void show(String stage, ChangeEvent change) {
        if (showChanges) {
            print(String.format("       %-20s %-7s %s", stage, change.operation(), describe(change)));
        }
    }

    /** Shows what a table holds in the end. */
    void stored(String table, String content) {
        print(String.format("       %-20s %-7s %s", table, "row", content));
    }

    /** Shows no single changes from now on. */
    void hideChanges() {
        showChanges = false;
    }

    void progress(String text) {
        print("");
        print("  " + text);
    }

    private static String describe(ChangeEvent change) {
        Optional<String> before = change.before().map(Stages::describe);
        Optional<String> after = change.after().map(Stages::describe);
        return before.map(old -> old + after.map(now -> " → " + now).orElse(""))
                .or(() -> after)
                .orElse("");
    }

    private static String describe(Row row) {
        StringJoiner values = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < row.size(); i++) {
            String name = row.schema().column(i).name();
            values.add(name + ": " + (row.isNull(i) ? "NULL" : row.getText(i)));
        }
        return values.toString();
    }

    void connect(MySqlServer mysql, KafkaBroker kafka) {
        print("");
        print("  Everything keeps running until Ctrl-C. In another terminal:");
        print("    mysql --host=" + mysql.host() + " --port=" + mysql.port() + " --user=" + mysql.rootUser()
                + " --password='" + mysql.rootPassword() + "' mydb");
        print("    mysql> INSERT INTO mytable VALUES (42, 'what is the answer');");
        print("    mysql> SELECT * FROM mytable_upper WHERE id = 42;");
        print("  Kafka listens at " + kafka.bootstrapServers() + "; its topics are mytopic and mytopic_upper.");
        showChanges = true;
    }

    void end(QuickstartRows rows, RunningPipeline... pipelines) {
        print("");
        for (RunningPipeline pipeline : pipelines) {
            var status = pipeline.status();
            print(String.format(
                    "  pipeline %-10s %8d records in, %8d out, stored up to %s",
                    status.pipeline(),
                    status.metrics().recordsRead(),
                    status.metrics().recordsWritten(),
                    String.join(", ", status.positions().values())));
        }
        print(rows.verdict());
    }

    private static String seconds(long nanos) {
        return String.format("%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
    }
}
