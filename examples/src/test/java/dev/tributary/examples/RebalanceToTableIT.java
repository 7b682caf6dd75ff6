package dev.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.ChangeEvent;
import dev.tributary.CheckpointStore;
import dev.tributary.Pipeline;
import dev.tributary.RunningPipeline;
import dev.tributary.Secret;
import dev.tributary.binlog.MySqlSource;
import dev.tributary.binlog.StartFrom;
import dev.tributary.kafka.KafkaSink;
import dev.tributary.spi.Source;
import dev.tributary.testkit.Await;
import dev.tributary.testkit.KafkaBroker;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlServer;
import dev.tributary.testkit.WithMySql;
import dev.tributary.testkit.WriteLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Members of a group, in processes of their own, join, leave, are killed, and stall for longer than the group waits for
 * them, at random, while they append the changes of a table to another, exactly once: each once, or for as long as
 * {@code tributary.faults} says.
 */
@WithMySql
@Timeout(value = 120, unit = TimeUnit.MINUTES) // for the profile; the default takes seconds
class RebalanceToTableIT {

    private static final Duration TIME = Duration.parse(System.getProperty("tributary.faults", "PT0S"));
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration SESSION = Duration.ofSeconds(3);
    private static final int PARTITIONS = 6;
    private static final int MOST_MEMBERS = 3;

    private static KafkaBroker kafka;

    private final List<Program> members = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private Random random;
    private Runnable join;

    /** What may happen to a group. */
    private enum Event {
        JOIN,
        LEAVE,
        KILL,
        STALL
    }

    @BeforeAll
    static void startServers(MySqlServer server) {
        server.createReplicationUser("rebalance", "secret");
        kafka = KafkaBroker.builder()
                .option("group.min.session.timeout.ms", "1000")
                .start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @AfterEach
    void endMembers() {
        members.forEach(Program::close);
    }

    private static Source<ChangeEvent> changes(MySqlServer server, MySqlDatabase source) {
        return MySqlSource.builder()
                .endpoint(server.host(), server.port())
                .credentials("rebalance", Secret.of("secret"))
                .tables(source.table("items"))
                .startFrom(StartFrom.now())
                .build();
    }

    @Test
    void eachChangeIsStoredOnceAndInTheOrderOfItsKey(MySqlServer server) throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        random = new Random(seed);
        try (MySqlDatabase source = server.newDatabase("source");
                HistoryTable table = new HistoryTable(server.newDatabase("target"))) {
            source.execute("CREATE TABLE items (id INT PRIMARY KEY, value VARCHAR(100))");
            String topic = kafka.newTopic("items", PARTITIONS);
            join = () -> members.add(member(server, table, topic));
            Pipeline feed = Pipeline.named("feed")
                    .checkpoints(CheckpointStore.inMemory())
                    .from(changes(server, source))
                    .to(KafkaSink.changeEvents()
                            .bootstrapServers(kafka.bootstrapServers())
                            .topic(topic)
                            .build())
                    .build();
            WriteLoad.Result written;
            try (RunningPipeline feeding = feed.start()) {
                assertThat(feeding.awaitCaughtUp(LIMIT)).isTrue();
                try (WriteLoad load = WriteLoad.on(source.dataSource(), "items")
                        .keys(300)
                        .pause(Duration.ofMillis(4))
                        .start()) {
                    disturb(table);
                    written = load.stop();
                }
                assertThat(feeding.awaitCaughtUp(LIMIT)).isTrue();
            }
            long changes = written.changes().size();
            String what = "seed " + seed + ", " + story + ", " + written;
            Await.until("all is stored: " + what, LIMIT, () -> table.count() >= changes);
            endAll();

            KeyHistory history = KeyHistory.of(written);
            table.deliverTo(history);
            assertThat(history.faults()).as(what).isEmpty();
            assertThat(history.repeats()).as(what).isZero();
            System.out.println("RebalanceToTableIT: " + what + ": each change once");
        }
    }

    private static Program member(MySqlServer server, HistoryTable table, String topic) {
        return Program.start(
                HistoryProgram.class,
                Map.of(),
                kafka.bootstrapServers(),
                topic,
                table.database().jdbcUrl(),
                server.rootUser(),
                server.rootPassword(),
                "false",
                Long.toString(SESSION.toMillis()));
    }

    private void disturb(HistoryTable table) throws IOException, InterruptedException {
        join.run();
        join.run();
        awaitProgress(table);
        long end = System.nanoTime() + TIME.toNanos();
        do {
            List<Event> events = new ArrayList<>(EnumSet.allOf(Event.class)); // each once before one comes again
            Collections.shuffle(events, random);
            for (Event event : events) {
                happen(event);
                awaitProgress(table);
            }
        } while (System.nanoTime() < end);
    }

    private void happen(Event event) throws IOException, InterruptedException {
        story.add(event.toString());
        if (event == Event.JOIN) {
            if (members.size() < MOST_MEMBERS) {
                join.run();
            }
            pass(Duration.ofMillis(random.nextInt(4_000)));
            return;
        }
        Program member = members.get(random.nextInt(members.size()));
        if (event == Event.STALL) {
            member.signal("STOP");
            pass(SESSION.plusMillis(500L + random.nextInt(1_000))); // others have its partitions then, if there are any
            member.signal("CONT");
            return;
        }
        members.remove(member);
        if (event == Event.KILL) {
            member.kill();
        } else {
            leave(member);
        }
        if (members.isEmpty()) {
            join.run();
        }
    }

    private static void leave(Program member) throws InterruptedException {
        assertThat(member.awaitEnd(Duration.ZERO))
                .as("ended before it was told to")
                .isFalse();
        member.terminate();
        assertThat(member.awaitEnd(LIMIT)).as("ends when it is told to").isTrue();
    }

    private static void awaitProgress(HistoryTable table) {
        long before = table.count();
        Await.until("more is stored", LIMIT, () -> table.count() > before);
    }

    private void endAll() throws InterruptedException {
        for (Program member : members) {
            leave(member);
        }
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
