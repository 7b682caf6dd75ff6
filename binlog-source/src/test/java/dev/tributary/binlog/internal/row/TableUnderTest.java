package dev.tributary.binlog.internal.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tributary.Row;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.row.Sample.Kind;
import dev.tributary.testkit.MySqlDatabase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A table with a column for each sample, {@code c0}, {@code c1} and so on, behind its key {@code id}. */
final class TableUnderTest implements AutoCloseable {

    private final String name;
    private final List<Sample> samples;
    private final BinlogConnection connection;

    TableUnderTest(MySqlDatabase database, String name, List<Sample> samples) {
        this.name = name;
        this.samples = samples;
        this.connection = Capture.connect(database.server());
        // A mode that lets zero dates and invalid enum values in.
        run("USE " + database.name());
        run("SET time_zone = '+00:00', sql_mode = ''");
        run("CREATE TABLE " + name + " (id INT PRIMARY KEY, "
                + IntStream.range(0, samples.size())
                        .mapToObj(i -> "c" + i + " " + samples.get(i).definition())
                        .collect(Collectors.joining(", "))
                + ") CHARACTER SET utf8mb4");
    }

    void run(String sql) {
        connection.query(sql);
    }

    /** As many rows as the sample with the most values has values, and one for NULL. */
    int rows() {
        return 1
                + samples.stream()
                        .mapToInt(sample -> sample.literals().size())
                        .max()
                        .orElse(0);
    }

    /** Inserts rows with ids from 0, each with the values at its id's index. */
    void insert() {
        for (int id = 0; id < rows(); id++) {
            int index = id;
            run("INSERT INTO " + name + " VALUES (" + id + ", "
                    + samples.stream().map(sample -> sample.literal(index)).collect(Collectors.joining(", ")) + ")");
        }
    }

    /** Gives each row the values of the next one. */
    void update() {
        for (int id = 0; id < rows(); id++) {
            int index = id + 1;
            run("UPDATE " + name + " SET "
                    + IntStream.range(0, samples.size())
                            .mapToObj(i -> "c" + i + " = " + samples.get(i).literal(index))
                            .collect(Collectors.joining(", "))
                    + " WHERE id = " + id);
        }
    }

    void delete() {
        run("DELETE FROM " + name + " ORDER BY id");
    }

    /** What the server says of each value, by the row's id. */
    Map<Integer, List<@Nullable String>> texts() {
        String expressions = IntStream.range(0, samples.size())
                .mapToObj(i -> samples.get(i).kind().expression("c" + i))
                .collect(Collectors.joining(", "));
        Map<Integer, List<@Nullable String>> rows = new TreeMap<>();
        connection
                .query("SELECT id, " + expressions + " FROM " + name)
                .forEach(row ->
                        rows.put(Integer.valueOf(Objects.requireNonNull(row.get(0))), row.subList(1, row.size())));
        return rows;
    }

    /** Compares each value that a row holds with what the server says; returns how many those are. */
    int compare(Row row, Map<Integer, List<@Nullable String>> texts) {
        List<@Nullable String> expected = texts.get(row.getInt("id"));
        assertThat(expected).as("row %d", row.getInt("id")).isNotNull();
        return compare(row, expected);
    }

    int compare(Row row, List<@Nullable String> expected) {
        int compared = 0;
        for (int i = 0; i < samples.size(); i++) {
            if (row.has(i + 1)) {
                compare(row, i, expected.get(i));
                compared++;
            }
        }
        return compared;
    }

    private void compare(Row row, int index, @Nullable String expected) {
        Sample sample = samples.get(index);
        String actual = row.isNull(index + 1) ? null : row.getText(index + 1);
        String description = sample.definition() + " in column c" + index;
        if (sample.kind() == Kind.FLOAT && expected != null) {
            assertThat(actual).as(description).isNotNull();
            assertThat((double) Float.parseFloat(actual))
                    .as(description)
                    .isCloseTo(Double.parseDouble(expected), within(0.0));
        } else {
            assertThat(actual).as(description).isEqualTo(expected);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
