package dev.tributary.binlog.internal;

import dev.tributary.binlog.internal.event.TransactionHead;
import dev.tributary.binlog.internal.net.BinlogFailure;
import dev.tributary.binlog.internal.net.DumpSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the first transaction that was committed at a time or later: among the binlog's files by the first transaction of
 * each, halving the choice, and then within one file.
 */
final class TimeSearch {

    private static final Pattern FIRST_FILE_EVER = Pattern.compile(".*\\.0*1");

    private final Instant time;
    private final List<String> files;
    private final BinlogProbe probe;

    /** @param files of the binlog, in their order; not empty */
    TimeSearch(Instant time, List<String> files, BinlogProbe probe) {
        this.time = time;
        this.files = files;
        this.probe = probe;
    }

    /** Returns the place before the transaction, or the end of the binlog where there is none yet. */
    BinlogPosition find(String server) {
        int low = 0;
        int high = files.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (beginsBefore(files.get(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            checkNothingIsPurged();
        }
        String file = files.get(Math.max(0, low - 1));
        return probe.before(file, server, (head, stream) -> !head.isBefore(time));
    }

    private boolean beginsBefore(String file) {
        return probe.firstAt(file, DumpSession.FIRST_POSITION)
                .map(head -> head.isBefore(time))
                .orElse(false);
    }

    private void checkNothingIsPurged() {
        String oldest = files.get(0);
        Optional<TransactionHead> first = probe.firstAt(oldest, DumpSession.FIRST_POSITION);
        if (first.isPresent() && !FIRST_FILE_EVER.matcher(oldest).matches()) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.DUMP_REFUSED,
                    "The oldest transaction in the server's binlog, in " + oldest + ", was committed at "
                            + first.get().commitTime() + ", after the time to start from, " + time
                            + "; what was between them is purged. Start from a later time, or from StartFrom.earliest()");
        }
    }
}
