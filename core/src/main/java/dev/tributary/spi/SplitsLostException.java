package dev.tributary.spi;

import dev.tributary.RetriableException;

/**
 * Other processes read splits of which this pipeline may still hold records. They must not be stored any more: a sink
 * could put them over newer ones. So the attempt is broken off, and another one begins with what is the pipeline's own then.
 * No error policy is asked, since nothing is wrong with record or sink.
 *
 * <p>Thrown by a sink to which whoever hands the splits out has said so. Where there is nobody to hand them out, a rival is an
 * error that ends the pipeline instead: two that begin anew would take the splits from each other for ever.
 */
public final class SplitsLostException extends RetriableException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception with what is lost, and what becomes of what was read of it. */
    public SplitsLostException(String message) {
        super(message);
    }

    /** Creates the exception with what is lost, what becomes of what was read of it, and the cause. */
    public SplitsLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
