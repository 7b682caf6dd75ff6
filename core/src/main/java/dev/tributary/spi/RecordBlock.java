package dev.tributary.spi;

/**
 * Records that lie undecoded in bytes, and are made one by one as they are delivered: so the reader's thread need not
 * decode them, and none lives longer than its way through the steps.
 *
 * <p>Given from the reader's thread to the pipeline's, and delivered there once.
 *
 * @param <T> the type of the elements
 */
@FunctionalInterface
public interface RecordBlock<T> {

    /**
     * Hands the records to a handler, in order; what cannot be decoded goes to {@link StreamHandler#undecodable}.
     *
     * @throws InterruptedException if the handler is interrupted
     */
    void deliver(StreamHandler<? super T> handler) throws InterruptedException;
}
