package dev.tributary.kafka.internal;

import dev.tributary.SinkException;
import dev.tributary.SourceException;
import dev.tributary.TributaryException;
import java.util.function.BiFunction;

/** What a cluster is used for, which tells the rights that are needed and the type of failures. */
enum Use {
    WRITING(SinkException::new) {
        @Override
        Right of(String topic) {
            return Right.writeTopic(topic);
        }
    },

    READING(SourceException::new) {
        @Override
        Right of(String topic) {
            return Right.readTopic(topic);
        }
    };

    private final BiFunction<String, Throwable, TributaryException> fatal;

    Use(BiFunction<String, Throwable, TributaryException> fatal) {
        this.fatal = fatal;
    }

    /** Returns the exception for what neither a retry nor a setting mends. */
    TributaryException fatal(String message, Throwable cause) {
        return fatal.apply(message, cause);
    }

    /** Returns the right to use a topic, with which comes that to look at it. */
    abstract Right of(String topic);
}
