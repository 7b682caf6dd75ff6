package dev.tributary.jdbc.internal.postgres;

import dev.tributary.Row;
import dev.tributary.jdbc.internal.database.BulkLoad;
import dev.tributary.jdbc.internal.database.RowForm;
import dev.tributary.jdbc.internal.database.RowStream;
import dev.tributary.jdbc.internal.database.Session;
import dev.tributary.jdbc.internal.database.SqlFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Loads rows by {@code COPY … FROM STDIN}, all or none. */
final class CopyRows implements BulkLoad.Loader {

    /** The driver is an optional dependency. */
    private static final boolean HAS_DRIVER = hasDriver();

    private static final int PACKET_BYTES = 32 * 1024;

    /** Types whose text means for COPY what it means for a cast. */
    private static final Set<String> TYPES = Set.of(
            "smallint",
            "integer",
            "bigint",
            "real",
            "double precision",
            "numeric",
            "boolean",
            "bytea",
            "text",
            "character varying",
            "bpchar",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "interval",
            "json",
            "jsonb",
            "uuid");

    /** What a table says that cannot be copied into: a view, or one with policies for its rows. */
    private static final String NOT_SUPPORTED = "0A000";

    private final Session session;
    private final String sql;
    private final CopyText text;

    CopyRows(Session session, PostgresDialect dialect, RowForm form) {
        this.session = session;
        this.sql = "COPY " + dialect.quote(form.table().id()) + " (" + dialect.names(form.columns()) + ") FROM STDIN";
        this.text = new CopyText(session.text(), form.fields());
    }

    private static boolean hasDriver() {
        try {
            Class.forName("org.postgresql.PGConnection", false, CopyRows.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Returns whether the driver can do it, and each column takes what it would take from a parameter. */
    static boolean fits(Session session, RowForm form) throws SQLException {
        return HAS_DRIVER
                && session.unwrap(PGConnection.class).isPresent()
                && form.fields().stream()
                        .allMatch(field -> TYPES.contains(field.target().typeName()));
    }

    @Override
    public boolean load(List<Row> rows) throws SQLException {
        CopyManager copy = session.unwrap(PGConnection.class).orElseThrow().getCopyAPI();
        try (RowStream stream = new RowStream(rows, session.text(), text::write)) {
            long copied = copy.copyIn(sql, stream, PACKET_BYTES);
            stream.throwFailure();
            return copied == rows.size();
        } catch (IOException impossible) {
            throw new IllegalStateException("The rows are in memory", impossible);
        } catch (SQLException refused) {
            if (SqlFailure.of(refused) == SqlFailure.ROW || NOT_SUPPORTED.equals(refused.getSQLState())) {
                return false; // the other way finds which
            }
            throw refused;
        }
    }
}
