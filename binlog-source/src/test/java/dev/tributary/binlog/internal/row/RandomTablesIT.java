package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.binlog.internal.event.GtidSet;
import dev.tributary.binlog.internal.row.Capture.Change;
import dev.tributary.testkit.MySqlDatabase;
import dev.tributary.testkit.MySqlVersion;
import dev.tributary.testkit.SharedServers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares random values of random tables with what the server says of them. A failure names the seed to set here. */
@ParameterizedClass
@EnumSource(names = {"V9", "V8_0"})
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomTablesIT {

    private static final long SEED = System.nanoTime();
    private static final int TABLES = 10;

    @Parameter
    private MySqlVersion version;

    @Test
    void readsRandomValuesAsTheServerPrintsThem() {
        RandomSamples random = new RandomSamples(new Random(SEED));
        int compared = 0;
        try (MySqlDatabase database = SharedServers.mySql(version).newDatabase("RandomTablesIT")) {
            Capture capture = new Capture(database.server());
            for (int i = 0; i < TABLES; i++) {
                List<Sample> samples = Stream.generate(random::next).limit(30).toList();
                compared += compare(database, capture, "t" + i, samples);
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + SEED, e);
        }
        assertThat(compared).as("seed %d", SEED).isGreaterThan(5000);
    }

    private static int compare(MySqlDatabase database, Capture capture, String name, List<Sample> samples) {
        GtidSet before = capture.executed();
        try (TableUnderTest table = new TableUnderTest(database, name, samples)) {
            table.insert();
            Map<Integer, List<@Nullable String>> inserted = table.texts();
            table.update();
            Map<Integer, List<@Nullable String>> updated = table.texts();
            int compared = 0;
            for (Change change : capture.changes(before, database.name())) {
                if (change.before() == null) {
                    compared += table.compare(Objects.requireNonNull(change.after()), inserted);
                } else {
                    compared += table.compare(change.before(), inserted);
                    compared += table.compare(Objects.requireNonNull(change.after()), updated);
                }
            }
            return compared;
        }
    }
}
