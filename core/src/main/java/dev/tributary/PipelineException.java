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

    /** Creates the exception for a failure that belongs to no single record. */
    public PipelineException(String pipeline, String message, Throwable cause) {
        super("Pipeline '" + pipeline + "': " + message, cause);
        this.pipeline = pipeline;
        this.origin = null;
    }

    /** Creates the exception for a failure at one record. */
    public PipelineException(String pipeline, String message, Origin origin, Throwable cause) {
        super("Pipeline '" + pipeline + "': " + message + " at " + origin, cause);
        this.pipeline = pipeline;
        this.origin = origin;
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
