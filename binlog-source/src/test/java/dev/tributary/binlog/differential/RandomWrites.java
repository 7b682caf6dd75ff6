package dev.tributary.binlog.differential;

import dev.tributary.Operation;
import dev.tributary.binlog.differential.RandomTable.RandomColumn;
import dev.tributary.binlog.internal.net.BinlogConnection;
import dev.tributary.binlog.internal.net.BinlogFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes to a random table, one row a statement, and keeps what the server says of the row before and after each. */
final class RandomWrites {

    private static final int COLUMNS = 18;

    private final BinlogConnection session;
    private final Random random;
    private final RandomTable table;
    private final Setting setting;
    private final List<ExpectedChange> expected = new ArrayList<>();
    private final List<Integer> present = new ArrayList<>();
    private int nextId;
    private final List<String> refused = new ArrayList<>();

    private RandomWrites(BinlogConnection session, Random random, RandomTable table, Setting setting) {
        this.session = session;
        this.random = random;
        this.table = table;
        this.setting = setting;
    }

    /** Makes a table and writes to it; returns the changes that the binlog must hold. */
    static List<ExpectedChange> run(
            BinlogConnection session, Random random, String name, Setting setting, int statements) {
        RandomWrites writes =
                new RandomWrites(session, random, create(session, random, setting.dialect(), name, COLUMNS), setting);
        for (int i = 0; i < statements; i++) {
            writes.step();
        }
        if (writes.refused.size() > statements / 2) {
            throw new AssertionError("the server refused " + writes.refused.size() + " of " + statements
                    + " statements: " + writes.refused);
        }
        return writes.expected;
    }

    /** Some tables are wider than the server takes, or have what it takes in no partition. */
    static RandomTable create(BinlogConnection session, Random random, Dialect dialect, String name, int mostColumns) {
        for (int columns = mostColumns; columns > 3; columns--) {
            RandomTable table = new RandomTable(random, dialect, name, columns);
            try {
                session.query(table.create());
                return table;
            } catch (BinlogFailure refused) {
                if (refused.kind() != BinlogFailure.Kind.SERVER_ERROR) {
                    throw refused;
                }
            }
        }
        throw new AssertionError("no table was taken");
    }

    private void step() {
        int choice = random.nextInt(20);
        if (present.isEmpty() || choice < 8) {
            insert(nextId++);
        } else if (choice < 15) {
            update(present.get(random.nextInt(present.size())));
        } else if (choice < 17 || !admitsAlters()) {
            delete(present.get(random.nextInt(present.size())));
        } else {
            alter();
        }
    }

    private boolean admitsAlters() {
        return setting.fullMetadata() && !table.hidesTypes();
    }

    private void insert(int id) {
        String sql = table.insert(id);
        if (changes(sql)) {
            present.add(id);
            expect(sql, Operation.INSERT, Map.of(), row(id));
        }
    }

    private void update(int id) {
        String sql = table.update(id);
        Map<String, Cell> before = row(id);
        if (changes(sql)) {
            expect(sql, Operation.UPDATE, before, row(id));
        }
    }

    private void delete(int id) {
        String sql = table.delete(id);
        Map<String, Cell> before = row(id);
        if (changes(sql)) {
            present.remove((Integer) id);
            expect(sql, Operation.DELETE, before, Map.of());
        }
    }

    private void alter() {
        List<Runnable> onSuccess = new ArrayList<>();
        if (takes(table.alter(onSuccess::add))) {
            onSuccess.forEach(Runnable::run);
        }
    }

    private void expect(String sql, Operation operation, Map<String, Cell> before, Map<String, Cell> after) {
        expected.add(new ExpectedChange(sql, operation, before, after, table.primaryKey()));
    }

    private boolean takes(String sql) {
        try {
            session.query(sql);
            return true;
        } catch (BinlogFailure failure) {
            if (failure.kind() != BinlogFailure.Kind.SERVER_ERROR) {
                throw failure;
            }
            refused.add(failure.getMessage());
            return false;
        }
    }

    /** Whether a row was really changed, which an update to the same values does not do. */
    private boolean changes(String sql) {
        return takes(sql)
                && "1".equals(session.query("SELECT ROW_COUNT()").get(0).get(0));
    }

    private Map<String, Cell> row(int id) {
        List<@Nullable String> texts = session.query(table.select(id)).get(0);
        List<RandomColumn> columns = table.columns();
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            RandomColumn column = columns.get(i);
            cells.put(
                    column.name(),
                    new Cell(
                            column.name(),
                            column.sample().definition(),
                            column.sample().kind(),
                            texts.get(i)));
        }
        return cells;
    }
}
