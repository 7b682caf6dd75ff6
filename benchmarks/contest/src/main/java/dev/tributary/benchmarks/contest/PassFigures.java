package dev.tributary.benchmarks.contest;

/**
 * What one pass over the binlog took.
 *
 * @param rows changed rows seen
 * @param nanos from the first row to the mark behind the last
 * @param cpuNanos CPU time of the process, for the pass; for the first, since the process began
 * @param peakHeapBytes the sum of the peaks of all heap pools, garbage included
 * @param liveHeapBytes what a full collection left on the heap at the end of the pass, all still open
 * @param allocatedBytes by the threads that were alive at the end of the pass
 * @param producedBytes the bytes that the contestant made of the rows; 0 if it made objects
 */
public record PassFigures(
        long rows,
        long nanos,
        long cpuNanos,
        long peakHeapBytes,
        long liveHeapBytes,
        long allocatedBytes,
        long producedBytes) {

    /** Returns them as a JSON object in one line. */
    public String toJson() {
        return "{\"rows\":" + rows
                + ",\"nanos\":" + nanos
                + ",\"cpuNanos\":" + cpuNanos
                + ",\"peakHeapBytes\":" + peakHeapBytes
                + ",\"liveHeapBytes\":" + liveHeapBytes
                + ",\"allocatedBytes\":" + allocatedBytes
                + ",\"producedBytes\":" + producedBytes
                + "}";
    }
}
