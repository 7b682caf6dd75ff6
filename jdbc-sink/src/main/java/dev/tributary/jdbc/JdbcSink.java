package dev.tributary.jdbc;

import dev.tributary.Backoff;
import dev.tributary.ChangeEvent;
import dev.tributary.Column;
import dev.tributary.TableId;
import dev.tributary.jdbc.internal.change.ChangeEventSink;
import dev.tributary.jdbc.internal.change.TableTemplate;
import dev.tributary.jdbc.internal.database.PositionTable;
import dev.tributary.jdbc.internal.lane.LaneSettings;
import dev.tributary.jdbc.internal.rows.ColumnChoice;
import dev.tributary.jdbc.internal.rows.RowChoice;
import dev.tributary.jdbc.internal.rows.RowMode;
import dev.tributary.jdbc.internal.statement.StatementSink;
import dev.tributary.spi.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores what a pipeline delivers in a database, over JDBC: {@link #changeEvents change events}, so that tables equal
 * those of the source, or {@link #statement any elements} by a given statement.
 *
 * <p>Records are stored in batches, each in one transaction. A batch closes by rows, bytes or age, and is written while
 * the next is read. A failure that may pass (a lost connection, a deadlock, a lock wait time-out) is tried again, on a new
 * connection if need be. A row that the database refuses is found by halving its batch; the others are stored, and it goes
 * to the pipeline's {@link dev.tributary.ErrorPolicy}. Without {@code exactlyOnce()} records arrive at least once: what
 * was stored after the last saved position is stored again after a restart, which changes nothing where the statements are
 * idempotent, as those for change events are.
 *
 * <p>The database comes as a {@link DataSource}: a pool, or the driver's own. A pool must have a connection for each lane,
 * which is kept while the pipeline runs and given back with auto-commit, isolation and session settings as they were.
 */
public final class JdbcSink {

    private static final String DEFAULT_POSITIONS = "tributary_positions";

    private JdbcSink() {}

    /**
     * Begins a sink of change events, for MySQL from 8.0.20, MariaDB, PostgreSQL from 12, H2, and others that know
     * standard SQL's MERGE: rows are inserted or updated, and deleted, by their primary key.
     *
     * <p>Every value arrives as the source had it, whatever the time zone of JVM or session. Columns that an event does not
     * hold are left alone; columns that the target computes are not written. Rows of a table without a primary key go to
     * the error policy unless {@code keyBy} gives them a {@link dev.tributary.RowKey}. An upsert never touches a row of
     * another key that happens to have the same value in another unique column: the row is refused instead.
     *
     * <p>On MySQL and MariaDB rows may come before those that foreign keys lead to: they are not checked. Deletes and changes
     * of primary keys are, so that foreign keys do to other rows what they did in the source, unless {@link
     * ChangeEventsBuilder#foreignKeyActions} says that the changes tell of it. Triggers of the target act as on
     * any statement, so the target should have none.
     */
    public static ChangeEventsBuilder changeEvents(DataSource dataSource) {
        return new ChangeEventsBuilder(Objects.requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Begins a sink that executes a statement for each element, on any database. Without {@code exactlyOnce()} an element can
     * be stored twice, after a restart or when a connection was lost while committing; a statement that can be repeated makes
     * that harmless.
     *
     * @param sql an INSERT, UPDATE, DELETE or MERGE with parameters
     * @param binder sets the parameters
     * @param <T> the type of the elements
     */
    public static <T> StatementBuilder<T> statement(DataSource dataSource, String sql, RowBinder<? super T> binder) {
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(binder, "binder");
        if (sql.isBlank()) {
            throw new IllegalArgumentException("The statement is empty");
        }
        return new StatementBuilder<>(dataSource, sql, binder);
    }

    private static Optional<PositionTable> positions(String table) {
        if (table.isBlank()) {
            throw new IllegalArgumentException("The table of positions has no name");
        }
        return Optional.of(new PositionTable(table));
    }

    /** Builds a sink of change events. Confined to one thread. */
    public static final class ChangeEventsBuilder {

        private final DataSource dataSource;
        private UnaryOperator<TableId> table = UnaryOperator.identity();
        private final Set<RowMode> modes = EnumSet.noneOf(RowMode.class);
        private RowChoice rows = RowChoice.MIRROR;
        private TableChangePolicy tableChanges = TableChangePolicy.APPLY;
        private WriteMethod method = WriteMethod.AUTOMATIC;
        private ForeignKeyActions foreignKeys = ForeignKeyActions.BY_TARGET;
        private Set<SchemaEvolution> evolution = Set.of();
        private LaneSettings settings = LaneSettings.DEFAULT;
        private Optional<PositionTable> positions = Optional.empty();

        private ChangeEventsBuilder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /** Inserts rows, or updates them where their key is there, and deletes those that were deleted: the default. */
        public ChangeEventsBuilder upsert() {
            return in(RowMode.MIRROR, "");
        }

        /**
         * Does what {@link #upsert()} does, but keeps deleted rows: a delete sets a column to true, every other change sets
         * it to false. A truncated table is a table whose rows are all deleted. A row whose key changes is moved.
         *
         * @param column a boolean or a number, which is in no table of the source; it belongs to what {@link #schemaEvolution}
         *     creates
         */
        public ChangeEventsBuilder softDelete(String column) {
            if (column.isBlank()) {
                throw new IllegalArgumentException("The column that tells of deletes has no name");
            }
            return in(RowMode.SOFT_DELETE, column);
        }

        /**
         * Keeps the history: each change is inserted as a row of its own, with the row as it is after the change, or as it was
         * before a delete. Behind the source's columns there are {@code _operation} (SNAPSHOT, INSERT, UPDATE, DELETE),
         * {@code _position}, the primary key, which sorts as changes were made as long as one server writes the binlog, and
         * {@code _committed_at}. A change that comes again is the same row again. A source's primary key is none here, and a
         * truncated table changes nothing.
         */
        public ChangeEventsBuilder appendOnly() {
            return in(RowMode.APPEND_ONLY, "");
        }

        private ChangeEventsBuilder in(RowMode mode, String column) {
            modes.add(mode);
            rows = rows.in(mode, column);
            return this;
        }

        /** Gives a column of the source another name in the target, in every table that has it. */
        public ChangeEventsBuilder renameColumn(String from, String to) {
            if (from.isBlank() || to.isBlank()) {
                throw new IllegalArgumentException("A column's name is empty: '" + from + "', '" + to + "'");
            }
            rows = rows.with(rows.columns().renaming(from, to));
            return this;
        }

        /** Leaves columns of the source out, in every table that has them; never one of the primary key. */
        public ChangeEventsBuilder leaveOutColumns(String... names) {
            rows = rows.with(rows.columns().leavingOut(List.of(names)));
            return this;
        }

        /**
         * Adds a column to every table whose values a function makes of the source's changes; deletes have none. A function
         * that throws sends the row to the error policy.
         *
         * @param value returns a value of the column's Java type, or null for NULL; called by one thread
         */
        public ChangeEventsBuilder computeColumn(Column column, Function<ChangeEvent, @Nullable Object> value) {
            rows = rows.with(rows.columns()
                    .computing(new ColumnChoice.Computed(
                            Objects.requireNonNull(column, "column"), Objects.requireNonNull(value, "value"))));
            return this;
        }

        /**
         * Names the target's table: {@code database.table}, or {@code table} for the database of the connection, in which
         * {@code {database}} and {@code {table}} stand for the source's names. By default {@code {database}.{table}}. On
         * PostgreSQL and H2 the database is a schema, and names are found whatever their case.
         *
         * @throws IllegalArgumentException if a name is missing or a placeholder is not known
         */
        public ChangeEventsBuilder table(String template) {
            TableTemplate parsed = TableTemplate.parse(template);
            this.table = parsed::apply;
            return this;
        }

        /**
         * Maps the source's tables to the target's. A database without a name is that of the connection. The function is
         * called by the threads of all lanes, and must give the same name each time.
         */
        public ChangeEventsBuilder table(UnaryOperator<TableId> mapping) {
            this.table = Objects.requireNonNull(mapping, "mapping");
            return this;
        }

        /** Says what to do when a captured table is truncated, dropped or renamed; by default {@link TableChangePolicy#APPLY}. */
        public ChangeEventsBuilder tableChanges(TableChangePolicy policy) {
            this.tableChanges = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /** Says how many rows at once are given to the database; by default {@link WriteMethod#AUTOMATIC}. The log tells what is done. */
        public ChangeEventsBuilder writeMethod(WriteMethod wanted) {
            this.method = Objects.requireNonNull(wanted, "wanted");
            return this;
        }

        /**
         * Lets the sink change the target's tables so that the rows of the source fit in; by default it changes nothing, and
         * an error has the statement to run. The data source is asked for one more connection then, for a moment.
         *
         * @param allowed what it may do; none to allow nothing
         */
        public ChangeEventsBuilder schemaEvolution(SchemaEvolution... allowed) {
            evolution = Set.copyOf(Arrays.asList(allowed));
            return this;
        }

        /**
         * Says who does to other rows what foreign keys say when a row is deleted or its key changes; by default the
         * target's, {@link ForeignKeyActions#BY_TARGET}.
         */
        public ChangeEventsBuilder foreignKeyActions(ForeignKeyActions wanted) {
            this.foreignKeys = Objects.requireNonNull(wanted, "wanted");
            return this;
        }

        /**
         * Writes in so many lanes side by side, from 1 (the default) to 64. Changes to one row stay in order. Rows of all tables
         * with foreign keys that act go to one lane, because there the order matters between rows too. Where the target refuses a row
         * because another has its unique value, what is under way is done again in the order of the source.
         */
        public ChangeEventsBuilder parallelism(int lanes) {
            settings = settings.withLanes(lanes);
            return this;
        }

        /**
         * Closes a batch at a number of rows, from 1 to 100,000; by default 2,000, or 10,000 where the database takes longer than a
         * millisecond to answer anything.
         */
        public ChangeEventsBuilder batchRows(int rows) {
            settings = settings.withBatchRows(rows);
            return this;
        }

        /** Closes a batch at a number of bytes, at least 1; by default 4 MiB. */
        public ChangeEventsBuilder batchBytes(long bytes) {
            settings = settings.withBatchBytes(bytes);
            return this;
        }

        /** Closes a batch when its oldest row has waited for a time, from 0 to an hour; by default 100 ms. */
        public ChangeEventsBuilder batchAge(Duration age) {
            settings = settings.withBatchAge(age);
            return this;
        }

        /** Writes exactly once, with the positions in the table {@code tributary_positions}; see {@link #exactlyOnce(String)}. */
        public ChangeEventsBuilder exactlyOnce() {
            return exactlyOnce(DEFAULT_POSITIONS);
        }

        /**
         * Writes exactly once: each batch is stored together with the position that covers it, in one transaction, and a run
         * begins at the position that is stored. Of two writers of one pipeline and split the newer wins, and the older can
         * write nothing. The tables must be transactional.
         *
         * <p>Each lane stores a position of its own, and a run leaves out what lanes had stored beyond others when the last one
         * was cut off. It finds their lanes by the keys: change the steps that make keys only after a run was stopped in order.
         *
         * @param positionsTable as it is spelled in SQL; it is created if it is not there
         */
        public ChangeEventsBuilder exactlyOnce(String positionsTable) {
            positions = positions(positionsTable);
            return this;
        }

        /**
         * Stores no transaction of the source in parts, and transactions in the order in which they were committed, so that what
         * holds at each commit in the source (foreign keys, sums over tables) holds at each commit in the target. A batch is as
         * many whole transactions as it holds. Written in one lane; needs a source that tells where transactions end, as the
         * binlog does. A transaction is held in memory until it is complete: one that is larger than what the pipeline lets a
         * sink hold is an error.
         */
        public ChangeEventsBuilder wholeTransactions() {
            settings = settings.withWholeTransactions();
            return this;
        }

        /** Tries a batch again so many times after a failure that may pass; by default 10, which takes about a minute. */
        public ChangeEventsBuilder retries(int retries, Backoff backoff) {
            settings = settings.withRetries(retries, backoff);
            return this;
        }

        /**
         * Returns the sink.
         *
         * @throws IllegalStateException if it shall write whole transactions and in several lanes, if several of
         *     {@link #upsert()}, {@link #softDelete} and {@link #appendOnly()} were chosen, or if the choice of columns
         *     contradicts itself
         */
        public Sink<ChangeEvent> build() {
            checkRows();
            if (settings.wholeTransactions() && settings.lanes() > 1) {
                throw new IllegalStateException("wholeTransactions() writes in one lane, since their order is one, but"
                        + " parallelism(" + settings.lanes() + ") was asked for: leave out one of them");
            }
            return new ChangeEventSink(
                    dataSource, table, rows, tableChanges, evolution, foreignKeys, method, settings, positions);
        }

        private void checkRows() {
            List<String> contradictions = new ArrayList<>(rows.contradictions());
            if (modes.size() > 1) {
                contradictions.add(0, "upsert(), softDelete() and appendOnly() exclude each other");
            }
            if (!contradictions.isEmpty()) {
                throw new IllegalStateException(
                        "The sink's rows contradict themselves: " + String.join("; ", contradictions));
            }
        }
    }

    /**
     * Builds a sink of any elements. Confined to one thread.
     *
     * @param <T> the type of the elements
     */
    public static final class StatementBuilder<T> {

        private final DataSource dataSource;
        private final String sql;
        private final RowBinder<? super T> binder;
        private LaneSettings settings = LaneSettings.DEFAULT;
        private Optional<PositionTable> positions = Optional.empty();

        private StatementBuilder(DataSource dataSource, String sql, RowBinder<? super T> binder) {
            this.dataSource = dataSource;
            this.sql = sql;
            this.binder = binder;
        }

        /**
         * Writes in so many lanes side by side, from 1 (the default) to 64; elements of one key stay in order. More than
         * one lane needs a key on every record.
         */
        public StatementBuilder<T> parallelism(int lanes) {
            settings = settings.withLanes(lanes);
            return this;
        }

        /**
         * Closes a batch at a number of rows, from 1 to 100,000; by default 2,000, or 10,000 where the database takes longer than a
         * millisecond to answer anything.
         */
        public StatementBuilder<T> batchRows(int rows) {
            settings = settings.withBatchRows(rows);
            return this;
        }

        /** Closes a batch at a number of bytes, at least 1; by default 4 MiB. */
        public StatementBuilder<T> batchBytes(long bytes) {
            settings = settings.withBatchBytes(bytes);
            return this;
        }

        /** Closes a batch when its oldest row has waited for a time, from 0 to an hour; by default 100 ms. */
        public StatementBuilder<T> batchAge(Duration age) {
            settings = settings.withBatchAge(age);
            return this;
        }

        /** Writes exactly once, with the positions in the table {@code tributary_positions}; see {@link #exactlyOnce(String)}. */
        public StatementBuilder<T> exactlyOnce() {
            return exactlyOnce(DEFAULT_POSITIONS);
        }

        /**
         * Writes exactly once: each batch is stored together with the position that covers it, in one transaction, and a run
         * begins at the position that is stored. Of two writers of one pipeline and split the newer wins, and the older can
         * write nothing. The tables must be transactional.
         *
         * <p>Each lane stores a position of its own, and a run leaves out what lanes had stored beyond others when the last one
         * was cut off. It finds their lanes by the keys: change the steps that make keys only after a run was stopped in order.
         *
         * @param positionsTable as it is spelled in SQL; it is created if it is not there
         */
        public StatementBuilder<T> exactlyOnce(String positionsTable) {
            positions = positions(positionsTable);
            return this;
        }

        /** Tries a batch again so many times after a failure that may pass; by default 10, which takes about a minute. */
        public StatementBuilder<T> retries(int retries, Backoff backoff) {
            settings = settings.withRetries(retries, backoff);
            return this;
        }

        /** Returns the sink. */
        public Sink<T> build() {
            return new StatementSink<>(dataSource, sql, binder, settings, positions);
        }
    }
}
