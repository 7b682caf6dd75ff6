package dev.tributary.jdbc.internal.change;

import static java.util.stream.Collectors.joining;

import dev.tributary.Column;
import dev.tributary.ConfigurationException;
import dev.tributary.TableId;
import dev.tributary.TableSchema;
import dev.tributary.jdbc.SchemaEvolution;
import dev.tributary.jdbc.internal.database.Dialect;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.jdbc.internal.database.TargetColumn;
import dev.tributary.jdbc.internal.database.TargetTable;
import dev.tributary.jdbc.internal.database.TypeText;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the tables for rows, and makes them as the rows need them where the user allows it. What is not allowed is an error
 * that has the statement to run.
 *
 * <p>Statements that define tables run on a connection of their own, before anything of a batch is written: on many
 * databases they commit, and what a lane has written must not be committed without its position. Lanes do not wait for each
 * other; one that comes second finds what the first has made.
 *
 * @param allowed what the user allows
 */
record TargetTables(Set<SchemaEvolution> allowed) {

    private static final Logger LOG = LoggerFactory.getLogger(TargetTables.class);

    /** Copies the set. */
    TargetTables {
        allowed = Set.copyOf(allowed);
    }

    /**
     * Returns the table for rows of a source's table.
     *
     * @param key the names of the columns that tell rows apart
     * @throws ConfigurationException if there is none, or it lacks columns, and they may not be made
     */
    TargetTable require(Session session, TableSchema source, TableId target, List<String> key) throws SQLException {
        Optional<TargetTable> found = session.table(target);
        if (found.isEmpty()) {
            create(session, source, target, key);
            found = session.table(target);
        }
        TargetTable table = found.orElseThrow(() -> missing(session.dialect(), source, target, key));
        List<String> statements = alterations(session, source, table);
        if (statements.isEmpty()) {
            return table;
        }
        Optional<SQLException> refused = Optional.empty();
        for (String sql : statements) {
            try {
                run(session, sql);
            } catch (SQLException failure) {
                refused = Optional.of(failure);
            }
        }
        TargetTable altered = session.table(target).orElse(table);
        List<String> left = alterations(session, source, altered); // another lane can have been quicker
        if (refused.isPresent() && !left.isEmpty()) {
            throw refused(String.join("; ", left), refused.get());
        }
        return altered;
    }

    private void create(Session session, TableSchema source, TableId target, List<String> key) throws SQLException {
        Dialect dialect = session.dialect();
        if (!allowed.contains(SchemaEvolution.CREATE_TABLES)) {
            throw missing(dialect, source, target, key);
        }
        String sql = dialect.createTable(target, source, key);
        try {
            run(session, sql);
        } catch (SQLException refused) {
            if (session.table(target).isPresent()) {
                return; // another lane was quicker
            }
            try {
                if (!target.database().isEmpty()) {
                    run(session, dialect.createSchema(target.database()));
                }
                run(session, sql);
            } catch (SQLException again) {
                if (session.table(target).isEmpty()) {
                    throw refused(sql, again);
                }
            }
        }
    }

    private static ConfigurationException missing(
            Dialect dialect, TableSchema source, TableId target, List<String> key) {
        return new ConfigurationException("The target has no table " + dialect.quote(target) + " for the rows of "
                + source.table() + "; allow it by schemaEvolution(CREATE_TABLES), or create it, for example: "
                + dialect.createTable(target, source, key));
    }

    /** Returns the statements that are allowed and needed. */
    private List<String> alterations(Session session, TableSchema source, TargetTable table) throws SQLException {
        Dialect dialect = session.dialect();
        if (!allowed.contains(SchemaEvolution.ADD_COLUMNS)) {
            requireColumns(dialect, source, table);
        }
        List<String> statements = new ArrayList<>();
        for (Column column : source.columns()) {
            Optional<TargetColumn> target = table.column(dialect.identifier(column.name()));
            if (target.isEmpty()) {
                statements.add(dialect.addColumn(table.id(), column));
            } else if (allowed.contains(SchemaEvolution.WIDEN_COLUMNS)
                    && !target.get().generated()) {
                widening(session, column, table, target.get()).ifPresent(statements::add);
            }
        }
        return statements;
    }

    private static Optional<String> widening(Session session, Column column, TargetTable table, TargetColumn target)
            throws SQLException {
        String wanted = session.dialect().typeName(column.type().withCharset("").withCollation(""));
        Optional<String> wider = TypeText.widened(target.definition(), wanted);
        return wider.isPresent() ? Optional.of(session.widening(table.id(), target, wider.get())) : Optional.empty();
    }

    private static void requireColumns(Dialect dialect, TableSchema source, TargetTable table) {
        List<Column> missing = source.columns().stream()
                .filter(column ->
                        table.column(dialect.identifier(column.name())).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new ConfigurationException("Table " + dialect.quote(table.id()) + " of the target lacks the columns "
                    + missing.stream().map(Column::name).toList() + " of " + source.table()
                    + "; allow it by schemaEvolution(ADD_COLUMNS), or add them: "
                    + missing.stream()
                            .map(column -> dialect.addColumn(table.id(), column))
                            .collect(joining("; ")));
        }
    }

    private static void run(Session session, String sql) throws SQLException {
        session.define(sql);
        LOG.info("The target was changed: {}", sql);
    }

    private static ConfigurationException refused(String sql, SQLException failure) throws SQLException {
        if (SqlFailure.of(failure) == SqlFailure.CONNECTION) {
            throw failure;
        }
        return new ConfigurationException(
                "The target refused what schemaEvolution allows (" + failure.getMessage()
                        + "): let somebody who may do it run: " + sql,
                failure);
    }
}
