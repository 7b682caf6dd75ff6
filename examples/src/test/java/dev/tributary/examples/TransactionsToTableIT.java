package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.ConfigurationException;
import dev.tributary.Pipeline;
import dev.tributary.PipelineException;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.jdbc.JdbcSink;
import dev.tributary.kafka.ChangeReading;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.kafka.KafkaSource;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transactions of a database that go by a topic into another, and are seen there whole or not at all. */
@Timeout(120)
class TransactionsToTableIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TRANSFERS = 300;

    private final MySqlServer server = SharedServers.mySql(MySqlVersion.V9);
    private final KafkaBroker kafka = SharedServers.kafka();
    private final Set<List<Object>> sums = ConcurrentHashMap.newKeySet();
    private final List<Integer> accounts = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    private int next = accounts.size();
    private MySqlDatabase bank;
    private MySqlDatabase copy;
    private volatile boolean over;

    @BeforeEach
    void createTables() {
        bank = server.newDatabase("bank");
        copy = server.newDatabase("bank_copy");
        for (MySqlDatabase database : List.of(bank, copy)) {
            database.execute("CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL)");
        }
    }

    @AfterEach
    void dropDatabases() {
        bank.close();
        copy.close();
    }

    private Pipeline capture(String topic) {
        return Pipeline.named("capture-" + topic)
                .checkpoints(CheckpointStore.inMemory())
                .from(MySqlSource.builder()
                        .endpoint(server.host(), server.port())
                        .credentials(server.rootUser(), Secret.of(server.rootPassword()))
                        .tables(bank.table("account"))
                        .startFrom(StartFrom.now())
                        .build())
                .to(KafkaSink.changeEvents()
                        .bootstrapServers(kafka.bootstrapServers())
                        .topic(topic)
                        .build())
                .build();
    }

    private Pipeline store(String topic) {
        return Pipeline.named("store-" + topic)
                .from(KafkaSource.changeEvents(ChangeReading.standard().transactions())
                        .bootstrapServers(kafka.bootstrapServers())
                        .groupId("store-" + topic)
                        .topics(topic)
                        .build())
                .to(JdbcSink.changeEvents(copy.dataSource())
                        .table(copy.table("account"))
                        .wholeTransactions()
                        .exactlyOnce()
                        .batchRows(1) // each transaction is a batch
                        .build())
                .build();
    }

    private void watch() {
        while (!over) {
            sums.add(new ArrayList<>(copy.query("SELECT COUNT(*), COALESCE(SUM(balance), 0) FROM account")
                    .get(0)));
        }
    }

    /** From one account to another, or to two; some end with another number for one, which is a delete and an insert in a topic. */
    private void transfer(Random random) {
        int amount = 1 + random.nextInt(50);
        int receivers = 1 + random.nextInt(2);
        Collections.shuffle(accounts, random);
        List<String> statements = new ArrayList<>(List.of("BEGIN"));
        for (int i = 1; i <= receivers; i++) {
            statements.add("UPDATE account SET balance = balance + " + amount + " WHERE id = " + accounts.get(i));
        }
        statements.add(
                "UPDATE account SET balance = balance - " + receivers * amount + " WHERE id = " + accounts.get(0));
        if (random.nextInt(3) == 0) {
            statements.add("UPDATE account SET id = " + next + " WHERE id = " + accounts.get(0));
            accounts.set(0, next);
            next++;
        }
        statements.add("COMMIT");
        bank.execute(statements.toArray(new String[0]));
    }

    @Test
    void sumsThatHoldAtEachCommitHoldInTheTarget() throws Exception {
        String topic = kafka.newTopic("accounts", 1);
        Thread watcher = new Thread(this::watch, "watcher");
        try (RunningPipeline capturing = capture(topic).start()) {
            assertThat(capturing.awaitCaughtUp(LIMIT)).isTrue();
            watcher.start();
            bank.execute(
                    "INSERT INTO account VALUES (0, 100), (1, 100), (2, 100), (3, 100), (4, 100), (5, 100), (6, 100), (7, 100)");
            Random random = new Random(1);
            for (int i = 0; i < TRANSFERS / 2; i++) {
                transfer(random);
            }
            try (RunningPipeline storing = store(topic).start()) {
                for (int i = 0; i < TRANSFERS / 2; i++) {
                    transfer(random);
                }
                assertThat(capturing.awaitCaughtUp(LIMIT)).isTrue();
                assertThat(storing.awaitCaughtUp(LIMIT)).isTrue();
            }
        } finally {
            over = true;
            watcher.join();
        }
        String rows = "SELECT * FROM account ORDER BY id";
        assertThat(copy.query(rows)).isEqualTo(bank.query(rows));
        assertThat(sums).extracting(Object::toString).containsExactlyInAnyOrder("[0, 0]", "[8, 800]");
    }

    @Test
    void aTopicOfSeveralPartitionsHasNoOrder() throws Exception {
        String topic = kafka.newTopic("spread", 3);

        try (RunningPipeline storing = store(topic).start()) {
            assertThatThrownBy(() -> storing.await(LIMIT))
                    .isInstanceOf(PipelineException.class)
                    .hasRootCauseInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("has 3 partitions")
                    .hasMessageContaining("ChangeReading.transactions() needs a topic of one partition");
        }
    }

    @Test
    void aSourceThatDoesNotTellTransactionsIsRefused() {
        assertThatThrownBy(() -> Pipeline.named("refused")
                        .<ChangeEvent>from(KafkaSource.changeEvents()
                                .bootstrapServers(kafka.bootstrapServers())
                                .groupId("refused")
                                .topics("any")
                                .build())
                        .to(JdbcSink.changeEvents(copy.dataSource())
                                .wholeTransactions()
                                .build())
                        .build())
                .hasMessageContaining("a source that tells where transactions begin and end");
        assertThatThrownBy(
                        () -> KafkaSource.changeEvents(ChangeReading.standard().transactions())
                                .bootstrapServers(kafka.bootstrapServers())
                                .groupId("refused")
                                .topics("one", "two")
                                .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changes of different topics are in no order");
    }
}
