package dev.tributary.binlog.differential;

import dev.tributary.binlog.internal.row.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The definition of a table, and random statements for it. Rows are told apart by the column {@code id}, be it a key or not. */
final class RandomTable {

    private static final List<String> KEYS = List.of(
            "",
            "PRIMARY KEY (id)",
            "PRIMARY KEY (id, part)",
            "PRIMARY KEY (part, id)",
            "UNIQUE KEY (id)",
            "KEY (part)");
    private static final List<String> NAMES =
            List.of("plain", "Größe", "с пробелом", "名前", "it's", "back`tick", "quo\"te", "dot.ted", "select", "a\\b");
    private static final List<String> CHARSETS = List.of("utf8mb4", "latin1", "utf16", "cp1251", "utf8mb3");

    private static final Pattern WITHOUT_DEFAULT = Pattern.compile("^(JSON|GEOMETRY|POLYGON|UUID|INET|VECTOR)");

    private final Random random;
    private final Dialect dialect;
    private final RandomSamples samples;
    private final String name;
    private final String key;
    private final List<Sample> boundaries;
    private final List<RandomColumn> columns = new ArrayList<>();
    private int named;

    /** A column that values are written to, or that the server generates. */
    record RandomColumn(String name, Sample sample, String options, boolean generated) {

        String definition() {
            return quoted(name) + " " + sample.definition() + " " + options;
        }

        /** Whether the server refuses a row that does not say what the column's value is. */
        boolean needsValue() {
            return options.equals("NOT NULL")
                    && WITHOUT_DEFAULT.matcher(sample.definition()).find();
        }
    }

    RandomTable(Random random, Dialect dialect, String name, int columnCount) {
        this.random = random;
        this.dialect = dialect;
        this.samples = new RandomSamples(random, dialect);
        this.name = name;
        this.key = one(KEYS);
        this.boundaries = dialect.boundaries().stream()
                .filter(sample -> sample.kind() != Sample.Kind.BITS)
                .toList();
        columns.add(new RandomColumn("id", Sample.plain("INT"), "NOT NULL", false));
        columns.add(new RandomColumn(
                "part", Sample.quoted("VARCHAR(20)", "a", "ß", "", "long enough"), "NOT NULL DEFAULT 'x'", false));
        while (columns.size() < columnCount) {
            columns.add(randomColumn());
        }
        if (random.nextBoolean()) {
            columns.add(generated("INT", "(id + 1) STORED"));
            columns.add(generated("VARCHAR(30)", "(CONCAT('v', id)) VIRTUAL"));
        }
    }

    private static RandomColumn generated(String type, String expression) {
        return new RandomColumn("generated " + type, Sample.plain(type), "GENERATED ALWAYS AS " + expression, true);
    }

    private RandomColumn randomColumn() {
        Sample sample = random.nextInt(3) == 0 ? one(boundaries) : samples.next();
        boolean notNull = random.nextInt(5) == 0 && !sample.definition().endsWith("NULL");
        return new RandomColumn(nextName(), sample, notNull ? "NOT NULL" : "", false);
    }

    private String nextName() {
        return one(NAMES) + " " + named++;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    static String quoted(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    String create() {
        return "CREATE TABLE " + name + " ("
                + columns.stream().map(RandomColumn::definition).collect(Collectors.joining(", "))
                + (key.isEmpty() ? "" : ", " + key) + ") CHARACTER SET " + one(CHARSETS)
                + (random.nextInt(4) == 0 ? " PARTITION BY HASH (id) PARTITIONS 3" : "");
    }

    /** The columns of the primary key; the server takes a unique key for one if its columns cannot be NULL. */
    List<String> primaryKey() {
        return switch (key) {
            case "PRIMARY KEY (id)", "UNIQUE KEY (id)" -> List.of("id");
            case "PRIMARY KEY (id, part)" -> List.of("id", "part");
            case "PRIMARY KEY (part, id)" -> List.of("part", "id");
            default -> List.of();
        };
    }

    /** Asks for a row's values in the texts that are compared. */
    String select(int id) {
        return columns.stream()
                .map(column -> column.sample().kind().expression(quoted(column.name())))
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + name + " WHERE id = " + id));
    }

    List<RandomColumn> columns() {
        return List.copyOf(columns);
    }

    String insert(int id) {
        List<String> names = new ArrayList<>(List.of("id"));
        List<String> values = new ArrayList<>(List.of(String.valueOf(id)));
        for (RandomColumn column : writable()) {
            if (random.nextInt(12) > 0 || column.needsValue()) {
                names.add(quoted(column.name()));
                values.add(literal(column));
            }
        }
        return "INSERT INTO " + name + " (" + String.join(", ", names) + ") VALUES (" + String.join(", ", values) + ")";
    }

    String update(int id) {
        List<RandomColumn> some = new ArrayList<>(writable());
        some.removeIf(column -> random.nextInt(3) > 0);
        if (some.isEmpty()) {
            some.add(one(writable()));
        }
        return some.stream()
                .map(column -> quoted(column.name()) + " = " + updated(column))
                .collect(Collectors.joining(", ", "UPDATE " + name + " SET ", " WHERE id = " + id));
    }

    String delete(int id) {
        return "DELETE FROM " + name + " WHERE id = " + id;
    }

    private List<RandomColumn> writable() {
        return columns.stream()
                .filter(column -> !column.generated() && !column.name().equals("id"))
                .toList();
    }

    private String literal(RandomColumn column) {
        List<String> literals = column.sample().literals();
        String literal = column.sample().literal(random.nextInt(literals.size() + 1));
        if (!literal.equals("NULL") || !column.options().startsWith("NOT NULL")) {
            return literal;
        }
        return column.needsValue() ? literals.get(0) : "DEFAULT";
    }

    private String updated(RandomColumn column) {
        if (column.sample().definition().equals("JSON") && random.nextInt(3) > 0) {
            String at = quoted(column.name());
            return switch (random.nextInt(3)) {
                case 0 -> "JSON_SET(" + at + ", '$.a', " + random.nextInt(1000) + ")";
                case 1 -> "JSON_REPLACE(" + at + ", '$[0]', '" + "x".repeat(random.nextInt(40)) + "')";
                default -> "JSON_REMOVE(" + at + ", '$[1]')";
            };
        }
        return literal(column);
    }

    /** A change of the table's definition; the consumer takes it on once the server has. */
    String alter(Consumer<Runnable> onSuccess) {
        RandomColumn one = one(alterable());
        int index = columns.indexOf(one);
        return "ALTER TABLE " + name + " "
                + switch (random.nextInt(6)) {
                    case 0 -> {
                        RandomColumn added = randomColumn();
                        onSuccess.accept(() -> columns.add(index, added));
                        yield "ADD COLUMN " + added.definition() + " " + behind(index);
                    }
                    case 1 -> {
                        onSuccess.accept(() -> columns.remove(one));
                        yield "DROP COLUMN " + quoted(one.name());
                    }
                    case 2 -> {
                        RandomColumn renamed = new RandomColumn(nextName(), one.sample(), one.options(), false);
                        onSuccess.accept(() -> columns.set(index, renamed));
                        yield "CHANGE COLUMN " + quoted(one.name()) + " " + renamed.definition();
                    }
                    case 3 -> {
                        onSuccess.accept(() -> {
                            columns.remove(one);
                            columns.add(0, one);
                        });
                        yield "MODIFY COLUMN " + one.definition() + " FIRST";
                    }
                    case 4 -> {
                        RandomColumn retyped =
                                new RandomColumn(one.name(), randomColumn().sample(), "", false);
                        onSuccess.accept(() -> columns.set(index, retyped));
                        yield "MODIFY COLUMN " + retyped.definition();
                    }
                    default -> {
                        onSuccess.accept(() -> {});
                        yield hasMembers() ? "FORCE" : "CONVERT TO CHARACTER SET " + one(CHARSETS);
                    }
                };
    }

    /** Whether the catalogue is needed to read the table's rows, so that it must not be altered. */
    boolean hidesTypes() {
        return columns.stream().anyMatch(column -> dialect.hidesTypeOf(column.sample()));
    }

    /** Where there are ENUMs and SETs, MySQL converts to another character set all but the bytes of their members. */
    private boolean hasMembers() {
        return columns.stream()
                .map(column -> column.sample().definition())
                .anyMatch(definition -> definition.startsWith("ENUM") || definition.startsWith("SET"));
    }

    private String behind(int index) {
        return index == 0 ? "FIRST" : "AFTER " + quoted(columns.get(index - 1).name());
    }

    private List<RandomColumn> alterable() {
        return writable().stream()
                .filter(column -> !column.name().equals("part"))
                .toList();
    }
}
