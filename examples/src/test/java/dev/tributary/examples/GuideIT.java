package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Operation;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.RunningSnapshot;
import dev.tributary.Secret;
import dev.tributary.SnapshotTable;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.SnapshotOptions;
import dev.tributary.binlog.StartFrom;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithMySql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code docs/guide.md} shows of snapshots: the code between {@code // guide} and {@code // end} stands in it. */
@WithMySql
@Timeout(60)
class GuideIT {

    private static final Path SOURCE = Path.of("src/test/java/dev/tributary/examples/GuideIT.java");
    private static final Path GUIDE = Path.of("../docs/guide.md");
    private static final Pattern SNIPPET =
            Pattern.compile("^ +// guide\\n(.*?)^ +// end\\n", Pattern.DOTALL | Pattern.MULTILINE);
    private static final int SNIPPETS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final Queue<ChangeEvent> seen = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void makeAShop(MySqlServer server) {
        server.createUser("tributary", "secret", "REPLICATION SLAVE, REPLICATION CLIENT ON *.*", "SELECT ON shop.*");
        server.execute("CREATE DATABASE shop");
        server.execute("CREATE TABLE shop.orders (id INT PRIMARY KEY, created DATE)");
        server.execute("INSERT INTO shop.orders VALUES (1, '2023-12-31'), (2, '2024-01-01'), (3, '2024-01-02')");
        server.execute("CREATE TABLE shop.customers (id INT PRIMARY KEY, name TEXT, country TEXT, photo BLOB)");
        server.execute("INSERT INTO shop.customers VALUES (7, 'Ada', 'GB', 'x')");
    }

    @AfterAll
    static void closeTheShop(MySqlServer server) {
        server.execute("DROP DATABASE shop");
    }

    private RunningPipeline start(MySqlSource source) {
        return Pipeline.named("guide")
                .checkpoints(CheckpointStore.inMemory())
                .from(source)
                .forEach(seen::add)
                .build()
                .start();
    }

    private List<String> rows() {
        return seen.stream()
                .filter(change -> change.operation() == Operation.SNAPSHOT)
                .map(change -> change.table().name() + " " + change.row())
                .sorted()
                .toList();
    }

    @Test
    void beginsWithTheRowsOfAllTables(MySqlServer server) throws InterruptedException {
        String host = server.host();
        int port = server.port();
        Secret password = Secret.of("secret");
        // guide
        MySqlSource source = MySqlSource.builder()
                .endpoint(host, port)
                .credentials("tributary", password)
                .tables("shop.*")
                .startFrom(StartFrom.snapshot())
                .snapshots(SnapshotOptions.standard().connections(4).rowsPerSecond(50_000))
                .build();
        // end
        try (RunningPipeline running = start(source)) {
            assertThat(running.awaitCaughtUp(LIMIT)).isTrue();
            assertThat(rows()).hasSize(4);
        }
    }

    @Test
    void beginsWithWhatIsChosen(MySqlServer server) throws InterruptedException {
        // guide
        StartFrom chosen = StartFrom.snapshotOnly(
                SnapshotTable.of("shop.orders").where("created >= '2024-01-01'"),
                SnapshotTable.of("shop.customers").columns("name", "country"));
        // end
        try (RunningPipeline running = start(source(server, chosen))) {
            assertThat(running.await(LIMIT)).isTrue();
            assertThat(rows()).hasSize(3);
            assertThat(seen)
                    .filteredOn(change -> change.table().name().equals("customers"))
                    .allSatisfy(change -> {
                        assertThat(change.row().getString("name")).isEqualTo("Ada");
                        assertThat(change.row().getInt("id")).isEqualTo(7);
                        assertThat(change.row().has("photo")).isFalse();
                    });
        }
    }

    @Test
    void takesASnapshotOfARunningPipeline(MySqlServer server) throws InterruptedException {
        try (RunningPipeline running = start(source(server, StartFrom.now()))) {
            // guide
            RunningSnapshot orders =
                    running.snapshot(SnapshotTable.of("shop.orders").where("id > 1"));
            orders.pause(); // changes flow on
            orders.resume();
            System.out.println(orders.progress()); // snapshot of shop.orders: 2 of about 3 rows, …
            boolean stored = orders.await(Duration.ofMinutes(10)); // no later start reads these rows again
            // end
            assertThat(stored).isTrue();
            assertThat(rows()).hasSize(2);
        }
    }

    private static MySqlSource source(MySqlServer server, StartFrom start) {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials("tributary", "secret")
                .tables("shop.*")
                .startFrom(start)
                .build();
    }

    @Test
    void whatRunsHereStandsInTheGuide() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> snippets = SNIPPET.matcher(Files.readString(SOURCE))
                .results()
                .map(MatchResult::group)
                .map(GuideIT::code)
                .toList();
        assertThat(snippets)
                .hasSize(SNIPPETS)
                .allSatisfy(code -> assertThat(guide).contains("```java\n" + code + "```\n"));
    }

    /** The lines between the two marks, without their indentation. */
    private static String code(String snippet) {
        List<String> lines = snippet.lines().toList();
        String mark = lines.get(0);
        int indentation = mark.indexOf('/');
        return String.join(
                "",
                lines.subList(1, lines.size() - 1).stream()
                        .map(line -> line.substring(Math.min(indentation, line.length())) + "\n")
                        .toList());
    }
}
