package dev.tributary.jdbc.internal.lane;

import dev.tributary.SinkException;
import dev.tributary.TributaryException;
import dev.tributary.jdbc.internal.database.SqlFailure;
import dev.tributary.jdbc.internal.database.UnbindableException;
import dev.tributary.spi.SinkContext;
import dev.tributary.spi.StreamRecord;
import java.sql.SQLException;
import java.util.Optional;

/** Hands work that the database refuses to the error policy. */
final class Rejection {

    private Rejection() {}

    /**
     * Returns when the policy has the work skipped or kept as a dead letter.
     *
     * @throws TributaryException if the policy is to fail, or the work must not
     */
    static void of(Work work, SQLException refused, SinkContext context) throws InterruptedException {
        TributaryException cause = refused instanceof UnbindableException unbindable
                ? unbindable.reason(work.describe())
                : new SinkException(
                        "The database refused " + work.describe() + " (" + SqlFailure.codes(refused)
                                + "); the cause has the server's message",
                        SqlFailure.unchained(refused));
        Optional<StreamRecord<?>> record = work.record();
        if (record.isEmpty()) {
            throw cause;
        }
        context.rejected(record.get(), cause);
    }
}
