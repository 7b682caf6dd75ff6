package dev.tributary.kafka.rebalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tributary.testkit.KafkaBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members of a group, in processes of their own, join, leave, are killed, and stall for longer than the group waits for
 * them, at random, while versions of keys are copied from a topic to another: each once, or for as long as
 * {@code tributary.faults} says.
 */
@Timeout(value = 120, unit = TimeUnit.MINUTES) // for the profile; the default takes seconds
class RebalanceStressIT {

    private static final boolean LONG = System.getProperty("tributary.faults") != null;
    private static final Duration TIME = Duration.parse(System.getProperty("tributary.faults", "PT0S"));
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 6;
    private static final int KEYS = 40;
    private static final int MOST_MEMBERS = 3;

    private static KafkaBroker kafka;

    private final List<Member> members = new ArrayList<>();
    private final List<Member> asleep = new ArrayList<>();
    private final Set<String> stalled = new TreeSet<>();
    private final List<String> story = new ArrayList<>();
    private String[] settings;
    private Random random;
    private int number;
    private long restarts;

    /** What may happen to a group. */
    private enum Event {
        JOIN,
        LEAVE,
        KILL,
        STALL
    }

    @BeforeAll
    static void startBroker() {
        String session = "" + MemberProgram.SESSION_MILLIS;
        kafka = KafkaBroker.builder()
                .option("group.min.session.timeout.ms", "1000")
                .option("group.consumer.min.session.timeout.ms", "1000")
                .option("group.consumer.session.timeout.ms", session)
                .option("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500")
                .start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @AfterEach
    void endMembers() {
        members.forEach(Member::close);
        asleep.forEach(Member::close);
    }

    private static Stream<Arguments> kinds() {
        Arguments[] all = {
            arguments(GroupProtocol.CLASSIC, true),
            arguments(GroupProtocol.CONSUMER, false),
            arguments(GroupProtocol.CONSUMER, true),
            arguments(GroupProtocol.CLASSIC, false)
        };
        return Stream.of(all).limit(LONG ? all.length : 2);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingIsLostAndNoKeyGoesBack(GroupProtocol protocol, boolean exactlyOnce) throws Exception {
        run(protocol, exactlyOnce);
    }

    private void run(GroupProtocol protocol, boolean exactlyOnce) throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        random = new Random(seed);
        String in = kafka.newTopic("stress", PARTITIONS);
        String out = kafka.newTopic("copied", PARTITIONS);
        settings = new String[] {kafka.bootstrapServers(), in, out, protocol.name, "" + exactlyOnce};
        try (NumberedLoad load = new NumberedLoad(kafka.bootstrapServers(), in, KEYS);
                CopiedVersions copied = new CopiedVersions(kafka.bootstrapServers(), out, PARTITIONS)) {
            disturb();
            int versions = load.stop();
            boolean complete = copied.readUntil(KEYS, versions, LIMIT);
            List<String> behind = settle(copied, load.writeLast());
            endAll();
            String what = protocol + (exactlyOnce ? " exactly once" : " at least once") + ", seed " + seed + ", "
                    + versions + " versions of " + KEYS + " keys: " + copied.repeats() + " repeats, " + restarts
                    + " times anew, " + copied.returns() + " times at an older version by " + copied.late()
                    + ", until the next version " + behind + "; " + story;
            System.out.println("RebalanceStressIT: " + what);

            assertThat(complete).as(what).isTrue();
            assertThat(copied.faults()).as(what).isEmpty();
            assertThat(copied.behind())
                    .as("after the next version of each key: " + what)
                    .isEmpty();
            if (exactlyOnce) {
                assertThat(copied.repeats()).as(what).isZero();
            } else {
                assertThat(stalled).as("none but these may be late: " + what).containsAll(copied.late());
            }
        }
    }

    /** Reads until the last version of each key, before which late records of members that were stalled may have come. */
    private List<String> settle(CopiedVersions copied, int versions) {
        List<String> behind = copied.behind();
        assertThat(copied.readUntil(KEYS, versions, LIMIT))
                .as("the last versions")
                .isTrue();
        return behind;
    }

    private void disturb() throws IOException, InterruptedException {
        join();
        join();
        long end = System.nanoTime() + TIME.toNanos();
        do {
            List<Event> events = new ArrayList<>(EnumSet.allOf(Event.class)); // each once before one comes again
            Collections.shuffle(events, random);
            for (Event event : events) {
                happen(event);
                pass(Duration.ofMillis(300 + random.nextInt(1_500)));
                wake();
            }
        } while (System.nanoTime() < end);
    }

    private void happen(Event event) throws IOException, InterruptedException {
        story.add(event.toString());
        members.forEach(Member::assertAlive);
        if (event == Event.JOIN && members.size() < MOST_MEMBERS) {
            join();
        } else if (event != Event.JOIN) {
            Member member = members.remove(random.nextInt(members.size()));
            if (event == Event.STALL) {
                member.stall();
                stalled.add(member.name());
                asleep.add(member);
            } else {
                end(member, event == Event.KILL);
            }
            if (members.isEmpty()) {
                join();
            }
        }
    }

    private void join() {
        Member member = Member.start("m" + number++, settings);
        member.awaitShare();
        members.add(member);
    }

    private void end(Member member, boolean killed) throws InterruptedException {
        restarts += member.restarts();
        if (killed) {
            member.kill();
        } else {
            member.leave();
        }
    }

    /** Lets those go on that have stalled until others had their partitions. */
    private void wake() throws IOException, InterruptedException {
        if (!asleep.isEmpty()) {
            pass(Duration.ofMillis(MemberProgram.SESSION_MILLIS + 500L + random.nextInt(1_000)));
            for (Member member : asleep) {
                member.wake();
                members.add(member);
            }
            asleep.clear();
            story.add("WAKE");
        }
    }

    private void endAll() throws InterruptedException {
        for (Member member : members) {
            member.assertAlive();
            end(member, false);
        }
        members.clear();
    }

    private static void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
