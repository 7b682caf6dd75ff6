package dev.tributary;

import dev.tributary.spi.Origin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline has ended with a failure. The message names the pipeline, the part that failed and the record it was
 * working on; the cause is what that part threw, and failures while closing are suppressed exceptions of it.
 */
public final class PipelineException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final String pipeline;
    private final transient @Nullable Origin origin;

    /**
     * Creates the exception for a failure that belongs to no single record.
     *
     * @param what the part that failed, such as {@code the source failed}; the cause's message follows it
     */
    public PipelineException(String pipeline, String what, Throwable cause) {
        super("Pipeline '" + pipeline + "': " + what + ": " + reason(cause), cause);
        this.pipeline = pipeline;
        this.origin = null;
    }

    /**
     * Creates the exception for a failure at one record.
     *
     * @param what the part that failed, such as {@code a step failed}; the record's origin and the cause's message follow
     */
    public PipelineException(String pipeline, String what, Origin origin, Throwable cause) {
        super("Pipeline '" + pipeline + "': " + what + " at " + origin + ": " + reason(cause), cause);
        this.pipeline = pipeline;
        this.origin = origin;
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof TributaryException && message != null ? message : cause.toString();
    }

    /** Returns the name of the pipeline that ended. */
    public String pipeline() {
        return pipeline;
    }

    /** Returns where the record came from that could not be handled, if the failure belongs to one. */
    public Optional<Origin> origin() {
        return Optional.ofNullable(origin);
    }
}
