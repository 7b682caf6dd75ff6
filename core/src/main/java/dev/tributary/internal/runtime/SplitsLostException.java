package dev.tributary.internal.runtime;

import dev.tributary.RetriableException;
import dev.tributary.spi.Split;
import java.util.Set;

/**
 * Other processes read splits of which this attempt may still hold records. They must not be stored any more: a sink
 * could put them over newer ones. So the attempt is broken off, and another one begins with what is its own then.
 */
final class SplitsLostException extends RetriableException {

    private static final long serialVersionUID = 1L;

    SplitsLostException(Set<Split> splits, String reason) {
        super(splits + " are left to other processes, with all that is not stored of them: " + reason);
    }
}
