package dev.tributary;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * The counts of a running pipeline at one moment, all since its start unless they say else.
 *
 * @param recordsRead records that the source has delivered, undecodable ones included
 * @param bytesRead bytes of memory that they held
 * @param recordsWritten records handed to sinks; one that goes to two sinks counts twice
 * @param recordsSkipped records left out by an error policy
 * @param deadLetters records stored as dead letters
 * @param retries operations tried again, by steps and sinks
 * @param restarts times that source and sink were opened anew after a failure
 * @param reconnects times that the source lost its far end
 * @param positionsSaved times that positions were saved or acknowledged
 * @param queuedBytes bytes that were read and not yet handed to the sink, now
 * @param recordsPerSecond records read a second, over the last ten seconds or so
 * @param bytesPerSecond bytes of memory that they held, over the same time
 * @param lag how long ago the newest record handled was committed at its origin; zero when the source has no more to
 *     give now, or nothing was read yet; while the source's far end is lost, at least the time since then
 * @param bytesBehind about how many bytes the source's far end has that were not read yet, such as bytes of the binlog behind the
 *     place that is read; empty where it does not tell
 */
public record PipelineMetrics(
        long recordsRead,
        long bytesRead,
        long recordsWritten,
        long recordsSkipped,
        long deadLetters,
        long retries,
        long restarts,
        long reconnects,
        long positionsSaved,
        long queuedBytes,
        double recordsPerSecond,
        double bytesPerSecond,
        Duration lag,
        OptionalLong bytesBehind) {}
